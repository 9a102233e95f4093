"""Sealed packets of HJ 212-2025 (6.4.2, annex A.2): SM4 in ECB over whole groups of 16 characters, the rest plain.

What lies between `CP=&&` and `&&` is sealed; the check is that of the plain text. The norm's examples print the
ciphertext as {0xE4,…} and the length of the plain text. How it travels in truth is unsettled (待核): bytes as they are
and the printed form are both opened; bytes as they are is what is sealed.
"""

import re
from collections.abc import Callable

from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.algorithms import SM4

from ecosteward.norms.hj212.crc import written
from ecosteward.norms.hj212.frames import HEAD, SEGMENT_MOST, TAIL
from ecosteward.norms.hj212.stream import Unseal
from ecosteward.norms.kernel.errors import refuse
from ecosteward.norms.kernel.tables import rules

GROUP = int(rules("hj212")["sm4"].figure())
_SEGMENT = re.compile(rb"(.*?CP=&&)(.*)(&&)", re.DOTALL)
_MN = re.compile(rb"MN=([0-9A-Za-z]+);")
_PRINTED = re.compile(rb"\{((?:0x[0-9A-Fa-f]{2},?)*)\}")


def build(segment: bytes, key: bytes) -> bytes:
    """Wrap a plain segment sealed. Raises RefusedError for a key that has not 16 bytes, and for what is too long."""
    found = _SEGMENT.fullmatch(segment)
    if found is None or len(segment) > SEGMENT_MOST:
        raise refuse("segment", f"应有 CP=&&…&&，且不超过 {SEGMENT_MOST} 字符", "数据段")
    sealed = b"".join((found[1], _worked(found[2], key, seal=True), found[3]))
    return b"%b%04d%b%b%b" % (HEAD, len(sealed), sealed, written(segment), TAIL)


def opener(key: bytes) -> Unseal:
    """Return a function that opens segments with a key, for a Feed."""
    _cipher(key)
    return lambda segment: unsealed(segment, key)


def ring(key_of: Callable[[str], bytes | None]) -> Unseal:
    """Return a function that opens each segment with the key of the device it names (MN), for a Feed of many."""

    def unseal(segment: bytes) -> bytes | None:
        found = _MN.search(segment)
        key = key_of(found[1].decode()) if found else None
        return unsealed(segment, key) if key else None

    return unseal


def unsealed(segment: bytes, key: bytes) -> bytes | None:
    """Open a segment in either form; None where it has no data area. With a wrong key comes nonsense: see its check."""
    found = _SEGMENT.fullmatch(segment)
    if found is None:
        return None
    printed = _PRINTED.match(found[2])
    body = found[2]
    if printed:
        body = bytes(int(each, 16) for each in printed[1].split(b",") if each) + body[printed.end() :]
    return b"".join((found[1], _worked(body, key, seal=False), found[3]))


def _worked(body: bytes, key: bytes, *, seal: bool) -> bytes:
    whole = len(body) // GROUP * GROUP
    cipher = _cipher(key)
    context = cipher.encryptor() if seal else cipher.decryptor()
    return context.update(body[:whole]) + context.finalize() + body[whole:]


def _cipher(key: bytes) -> Cipher[modes.ECB]:
    if len(key) != GROUP:
        raise refuse("key", f"密钥应为 {GROUP} 字节", "密钥")
    return Cipher(SM4(key), modes.ECB())  # noqa: S305 (the norm's mode)
