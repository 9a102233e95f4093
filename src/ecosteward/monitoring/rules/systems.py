"""Which system (ST of HJ 212, table 5) a point's kind goes with.

Which goes with which is the product's own reading of the table's names. A packet of another is stored all the same and
told of: the logger may be registered at the wrong point, or send two systems on one MN.
"""

# Keys are values of PointKind; kinds that are not here go with any.
_OF = {
    "gas": frozenset({"27", "31", "51"}),
    "water": frozenset({"32", "52"}),
    "rain": frozenset({"21", "32", "52"}),
    "boundary": frozenset({"22", "27", "31", "39"}),
    "noise": frozenset({"23", "36"}),
    "air": frozenset({"22", "27", "39"}),
    "surface": frozenset({"21"}),
}
_WITH_ANY = frozenset({"44", "45", "91"})  # electricity, conditions of work, the exchange itself


def expected(kind: str) -> frozenset[str]:
    """Return the systems that go with a kind of point; empty where any does."""
    own = _OF.get(kind)
    return own | _WITH_ANY if own else frozenset()


def usual(kind: str) -> str:
    """Return the system to be set in a logger of a kind of point, as words; empty where any goes."""
    return "、".join(sorted(_OF.get(kind, ())))
