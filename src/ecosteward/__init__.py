"""EcoSteward（环管家）: the standard is data, every record is made once, every paper reads the records."""

__version__ = "0.1.0"
