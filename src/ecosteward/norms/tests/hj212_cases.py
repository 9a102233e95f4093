"""Packets for the tests of HJ 212: those printed in the norms, and their like made here."""

import json
from pathlib import Path

from ecosteward.norms.hj212.frames import Frame, build
from ecosteward.norms.hj212.packets import Packet, read
from ecosteward.norms.hj212.stream import Feed, Found, Skipped, frames

MN = "010000A8900016F000169DC0"
HEAD = f"QN=20260301085857223;ST=31;CN=2011;PW=123456;MN={MN};Flag=5;"
GOOD = build(
    f"{HEAD}CP=&&DataTime=20260301085857;a21026-Rtd=18.5,a21026-Flag=N;a21002-Rtd=42.1,a21002-Flag=N&&".encode()
)
OTHER = build(f"{HEAD}CP=&&DataTime=20260301085927;a21026-Rtd=18.6,a21026-Flag=N&&".encode())

# HJ 212-2017, annex A (the prose misprints its check as 1C08); HJ 212-2025, annex A.1 and A.2 (key: 16 × 0x30).
ANNEX_A = b"##0101QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;CP=&&RtdInterval=30&&1C80\r\n"
ANNEX_A1 = b"##0087QN=20240601085857223;ST=32;CN=1011;PW=123456;MN=010000A8900016F000169DC0;Flag=9;CP=&&&&2200\r\n"
KEY = b"0" * 16
_SEALED_HEAD = "QN=20240520210700000;ST=31;CN=2051;PW=123456;MN=010000A8900016F000169DC0;Flag=9;CP=&&"
WHOLE_GROUPS = (
    f"##0295{_SEALED_HEAD}DataTime=20240520210600;a01011-Min=1.35,a01011-Avg=1.35,a01011-Max=1.35,a01011-Flag=N;"
    "a01012-Min=9.3,a01012-Avg=9.3,a01012-Max=9.3,a01012-Flag=N;"
    "a01014-Min=3.20,a01014-Avg=3.211,a01014-Max=3.212,a01014-Flag=N&&2200\r\n"
).encode()
PLAIN_REST = (
    f"##0234{_SEALED_HEAD}DataTime=20240520210600;a01011-Min=1.35,a01011-Avg=1.35,a01011-Max=1.35,a01011-Flag=N;"
    "a01014-Min=3.20,a01014-Avg=3.20,a01014-Max=3.20,a01014-Flag=N&&B541\r\n"
).encode()
PLAIN_REST_SEALED = bytes.fromhex(
    "E43E159ACFAB242CB53155FB8B9281A1A242577ABFAED881BE88B72D69FC55ED1A80119FAAC8B3CD33D285CC76F57F2C"
    "A7F88B9573C6647E0F07E24609BD6B63EB20C5B9784F28E71D2F4994FF61D9E13B391A1D2A454B65388D5D9435DBF021"
    "528C7BF9755EF16518710C0CAC0ADEF9C5156CD0A5A17674AC0ED2ABC40023E9EF70128554B82438E91ADCE98A0D03A4"
)
PRINTED_SEALED = b"".join(
    (
        b"##0234",
        _SEALED_HEAD.encode(),
        b"{" + ",".join(f"0x{byte:02X}" for byte in PLAIN_REST_SEALED).encode() + b"}",
        b"g=N&&B541\r\n",
    )
)


def printed() -> list[tuple[str, bytes]]:
    """Return the segments printed in annex C of 2017, each with the table it stands in."""
    text = Path(__file__).with_name("hj212_printed.jsonl").read_text(encoding="utf-8")
    rows = [json.loads(line) for line in text.splitlines()]
    return [(row["source"], row["segment"].encode()) for row in rows]


def framed(cp: str, head: str = HEAD) -> bytes:
    """Wrap items of CP."""
    return build(f"{head}CP=&&{cp}&&".encode())


def packet(raw: bytes) -> Packet:
    """Read the one packet there is."""
    (found,) = frames(raw)
    assert isinstance(found, Frame), found
    return read(found)


def apart(found: list[Found]) -> tuple[list[Frame], bytes]:
    """Return the frames, and all that was skipped."""
    return (
        [each for each in found if isinstance(each, Frame)],
        b"".join(each.raw for each in found if isinstance(each, Skipped)),
    )


def pushed(pieces: list[bytes]) -> tuple[list[Frame], bytes]:
    """Send pieces through a feed and close it."""
    feed = Feed()
    return apart([found for piece in pieces for found in feed.push(piece)] + feed.close())
