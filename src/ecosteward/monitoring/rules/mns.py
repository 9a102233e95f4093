"""When one MN may be another, written otherwise: what a person is asked to look at, never what is believed."""

_LEAST = 6  # characters that two must share to be told of
_SLIPS = 2  # characters that may be typed otherwise


def alike(one: str, other: str) -> bool:
    """Tell whether two different MN may be meant for one: other zeros round it, a part of it, or a slip or two."""
    short, long = sorted((one.upper(), other.upper()), key=len)
    if short == long or len(short) < _LEAST:
        return False
    if len(short) == len(long):
        return sum(a != b for a, b in zip(short, long, strict=True)) <= _SLIPS
    core = short.strip("0")
    return short in long or (len(core) >= _LEAST and core == long.strip("0"))
