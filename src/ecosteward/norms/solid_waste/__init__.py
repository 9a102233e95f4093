"""Solid waste: what is one (GB 34330-2017), and its storage and landfill sites (GB 18599-2020)."""
