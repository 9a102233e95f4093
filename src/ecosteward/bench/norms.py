"""Speed of the library of norms."""

import time

from ecosteward.norms.hj212.frames import Frame, build
from ecosteward.norms.hj212.packets import read
from ecosteward.norms.hj212.stream import Feed

_CODES = ("a34013", "a21026", "a21002", "a19001", "a01011", "a01012", "a01014", "a01013", "a00000")
_FACTORS = ";".join(f"{code}-Rtd=112.3{place},{code}-Flag=N" for place, code in enumerate(_CODES))
_PACKETS, _PIECE = 5000, 4096  # a network piece


def hj212_packets_per_second() -> float:
    """Return how many realtime packets of 9 factors, about 400 bytes, are parsed and checked in a second on one core.

    Counted are seconds of the processor from the stream's bytes to a judged packet with its factors.
    """
    stream = b"".join(map(_packet, range(_PACKETS)))
    pieces = [stream[at : at + _PIECE] for at in range(0, len(stream), _PIECE)]
    feed, factors, start = Feed(), 0, time.process_time()
    for piece in pieces:
        for found in feed.push(piece):
            if isinstance(found, Frame):
                packet = read(found)
                factors += len(packet.factors) if packet.verdict == "valid" else 0
    seconds = time.process_time() - start
    if factors != _PACKETS * len(_CODES):
        raise AssertionError(f"{factors} factors read")
    return _PACKETS / seconds


def _packet(number: int) -> bytes:
    head = f"QN=20260301085857{number % 1000:03d};ST=31;CN=2011;PW=123456;MN=010000A8900016F0{number:08X};Flag=5;"
    return build(f"{head}CP=&&DataTime=20260301085857;{_FACTORS}&&".encode())
