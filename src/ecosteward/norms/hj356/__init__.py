"""Validity of automatic waste-water monitoring: data, days, months, and amounts in place of lost ones (HJ 356-2019)."""
