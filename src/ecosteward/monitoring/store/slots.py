"""The slots of gateways on one database: each process that stores holds one, and has a chain of seals of its own."""

LOCK = 211_000  # of pg_advisory_lock: this and the slot, held by the gateway that has it
SLOTS = 64
