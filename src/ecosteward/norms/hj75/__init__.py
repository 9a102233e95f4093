"""Validity of continuous flue-gas monitoring: minutes, hours, days, quarters, and amounts in place of lost ones (HJ 75-2017)."""
