"""The screens of visits and findings."""
