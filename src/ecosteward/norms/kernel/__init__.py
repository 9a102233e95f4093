"""What every calculation is made of: facts, tables, a trace, a register."""
