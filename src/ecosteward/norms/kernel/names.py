"""Names of substances and items as they are compared: brackets, commas and blanks under their usual spellings are one."""

_SPELT = str.maketrans({"（": "(", "）": ")", "，": ",", " ": None, "\u3000": None})


def plain(name: str) -> str:
    """Return a name without blanks, its brackets and commas half width."""
    return name.strip().translate(_SPELT)
