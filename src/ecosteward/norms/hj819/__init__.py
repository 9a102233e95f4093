"""Self-monitoring: how often each outlet is measured at least, and what was done of it (HJ 819-2017)."""
