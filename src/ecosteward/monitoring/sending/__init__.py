"""How an alarm leaves the house: what a message says, in which form each kind of robot takes it, and the way there."""
