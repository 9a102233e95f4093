"""Units as they are written: the same unit under its usual spellings is one, another unit is refused, never converted."""

import unicodedata

_SPELT = {"μ": "u", "µ": "u", "㎎": "mg", "㎏": "kg", "立方米": "m3", "吨": "t", "度": "°"}


def same(one: str, other: str) -> bool:
    """Tell whether two spellings mean one unit: m³ and m3, μg and ug, full width and half width."""
    return _plain(one) == _plain(other)


def _plain(unit: str) -> str:
    text = unicodedata.normalize("NFKC", unit).replace(" ", "").replace("·", "").replace("^", "")
    for written, plain in _SPELT.items():
        text = text.replace(written, plain)
    return text
