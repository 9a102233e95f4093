"""Health risk of contaminated land: exposure, risk and control values by ten pathways (HJ 25.3-2019)."""
