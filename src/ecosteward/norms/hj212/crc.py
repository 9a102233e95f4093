"""The check of HJ 212 (annex A): not CRC-16/MODBUS, though made with its polynomial.

The annex drops the register's low byte at every step, which leaves 8 bits of state: of 256 damaged packets one passes,
and two bytes that lie 8 apart may change places unseen. So length, shape and fields are looked at besides it.

What is left is linear, and eight steps undo themselves: the bytes 8 apart are simply added (exclusive or). The
packet is therefore folded in halves down to 8 bytes as one big number, and only these go through the steps.
"""

from functools import cache

_START = 0xFFFF
_POLYNOMIAL = 0xA001
_BYTES = range(256)
_PERIOD = 8


def _step(register: int) -> int:
    """Shift one byte out of the register as the annex does."""
    for _bit in range(8):
        register = register >> 1 ^ _POLYNOMIAL if register & 1 else register >> 1
    return register


_LAST = tuple(map(_step, _BYTES))
_STATE = [bytes(_BYTES)]  # what a byte becomes after 0, 1, 2 … further bytes
for _ in range(1, _PERIOD):
    _STATE.append(bytes(_LAST[_value] >> 8 for _value in _STATE[-1]))
_P0, _P1, _P2, _P3, _P4, _P5, _P6, _P7 = _STATE
_WIDTH = 8 * _PERIOD


def checksum(data: bytes) -> int:
    """Return the check of a data segment, 0 to 65535; of nothing 65535. Source: HJ 212-2017, annex A."""
    size = len(data)
    if not size:
        return _START
    number = int.from_bytes(data, "big") ^ _START >> 8 << 8 * size - 8
    for width, low in _folds((8 * size - 1).bit_length()):
        number = number >> width ^ number & low
    a, b, c, d, e, f, g, h = number.to_bytes(_PERIOD, "big")
    return _LAST[_P7[a] ^ _P6[b] ^ _P5[c] ^ _P4[d] ^ _P3[e] ^ _P2[f] ^ _P1[g] ^ _P0[h]]


@cache
def _folds(bits: int) -> tuple[tuple[int, int], ...]:
    """Return where a number of up to 2 ** `bits` bits is folded, the widest first, and what masks its lower half."""
    return tuple((1 << bit, (1 << (1 << bit)) - 1) for bit in range(bits - 1, _WIDTH.bit_length() - 2, -1))


def modbus(data: bytes) -> bytes:
    """Return CRC-16/MODBUS written as `written` does: what some loggers take for the annex's check, and look for."""
    register = _START
    for byte in data:
        register = register >> 8 ^ _LAST[(register ^ byte) & 0xFF]
    return b"%04X" % register


def written(data: bytes) -> bytes:
    """Return the check as it stands in a frame: four hexadecimal digits, high byte first, capitals."""
    return b"%04X" % checksum(data)
