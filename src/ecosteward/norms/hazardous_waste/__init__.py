"""Hazardous waste on its way: balance of amounts, clocks and limits of storage, labels, transfer."""
