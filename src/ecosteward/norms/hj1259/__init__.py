"""Management plans, ledgers and reports of hazardous waste (HJ 1259-2022)."""
