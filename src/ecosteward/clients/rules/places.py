"""Coordinates as people write them."""

import re
from typing import Final

from ecosteward.clients.rules.text import tight

# The country with a margin, in degrees.
LONGITUDES: Final = (73.0, 136.0)
LATITUDES: Final = (3.0, 54.0)
_SEXAGESIMAL = re.compile(r"[EN东经北纬]*(\d{1,3})[°度](\d{1,2})['分](?:(\d{1,2}(?:\.\d+)?)[\"秒])?[EN]?")
_DECIMAL = re.compile(r"[EN东经北纬]*(\d{1,3}(?:\.\d+)?)[°度]?[EN]?")
_SIXTY = 60


def degrees(text: str) -> float:
    """Return degrees out of `117.28` or `117°16′48″`. Raises ValueError in words that say how to write it."""
    plain = re.sub("[′’]", "'", tight(text).upper()).replace("''", '"').replace("”", '"')
    if found := _DECIMAL.fullmatch(plain):
        return float(found[1])
    found = _SEXAGESIMAL.fullmatch(plain)
    if not found or int(found[2]) >= _SIXTY or float(found[3] or 0) >= _SIXTY:
        raise ValueError("坐标写成十进制度数（如 117.2856）或度分秒（如 117°17′08″），请改正")
    return round(int(found[1]) + int(found[2]) / _SIXTY + float(found[3] or 0) / _SIXTY**2, 6)


def place_fault(longitude: float | None, latitude: float | None) -> str:
    """Return what is wrong with a pair of coordinates; empty if nothing is."""
    if longitude is None and latitude is None:
        return ""
    if longitude is None or latitude is None:
        return "经度和纬度要么都填，要么都空"
    if _inside(longitude, LONGITUDES) and _inside(latitude, LATITUDES):
        return ""
    if _inside(latitude, LONGITUDES) and _inside(longitude, LATITUDES):
        return "经度和纬度好像填反了：经度在前（73～136），纬度在后（3～54）"
    return "坐标不在国内：经度应在 73～136 之间，纬度应在 3～54 之间，请核对"


def _inside(value: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= value <= bounds[1]
