"""A data mark of one or two letters as a small whole number, so that a row of readings has one fixed size."""

NONE = 0
_BYTE = 256
_MOST = 2


def packed(mark: str | None) -> int:
    """Return the number of a mark; that of an empty one is 0. Raises ValueError for one of more than two letters."""
    if not mark:
        return NONE
    if len(mark) > _MOST or not mark.isascii():
        raise ValueError(mark)
    number = 0
    for letter in mark:
        number = number * _BYTE + ord(letter)
    return number


def unpacked(number: int) -> str:
    """Return the mark of a number.

    >>> unpacked(packed("St"))
    'St'
    """
    first, last = divmod(number, _BYTE)
    return "".join(chr(code) for code in (first, last) if code)
