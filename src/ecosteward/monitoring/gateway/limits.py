from dataclasses import dataclass

from ecosteward.norms.hj212 import requests


@dataclass(frozen=True, slots=True)
class Limits:
    """The gateway's bounds and clocks. Times in seconds. They are ours, no norm's.

    Attributes:
        gather: how long a batch waits for more packets.
        batch: most packets of a batch.
        waiting: most packets that wait to be stored, of all lines; then none is read from.
        waiting_each: the same of one line.
        rate, burst: packets per second of one line, on the whole and at once; beyond, it is read more slowly.
        bad_rate, bad_burst: of one address, packets and noise that are not believed; beyond, it is cut off.
        lines, lines_each: most lines, of all and of one address.
        quiet: after this a packet without line end is taken as ended.
        stalled: a packet must be whole after this.
        unknown: a line must have sent a packet of a known device after this.
        silent: a line on which nothing came for this long is closed, or for three of its device's longest intervals.
        unread: a line that takes no answers is closed after this.
        kept_invalid: invalid packets kept of one device in one hour.
        refresh, flush, ask: how often devices are read, counts written, commands looked for.
        clock: how far a device's clock may be off; `clock_again`: how long after setting it is it set again.

        gaps_first, gaps_again: how long after a device has come, and after each look, it is looked for missing data.
        timeout: how long a device has to answer, as the norm has it.

    """

    gather: float = 0.05
    batch: int = 4000
    waiting: int = 10_000
    waiting_each: int = 400
    rate: float = 500.0
    burst: float = 5000.0
    bad_rate: float = 10.0
    bad_burst: float = 500.0
    lines: int = 10_000
    lines_each: int = 5_000
    quiet: float = 0.5
    stalled: float = 60.0
    unknown: float = 120.0
    silent: float = 900.0
    unread: float = 60.0
    kept_invalid: int = 60
    refresh: float = 3.0
    flush: float = 3.0
    ask: float = 1.0
    clock: float = 60.0
    clock_again: float = 3600.0
    gaps_first: float = 30.0
    gaps_again: float = 600.0
    timeout: float = requests.timeout()[0]
