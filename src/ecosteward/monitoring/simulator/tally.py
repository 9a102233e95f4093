"""What was sent and answered, counted as it goes."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from math import exp, log
from time import monotonic
from typing import TextIO

Summary = dict[str, float | int | None]
_FINE = 50.0  # steps of a latency for each factor of e: 2 % wide, however long it runs


@dataclass
class Tally:
    """Counts of packets and lines; latencies from the first sending to the answer, in seconds, on a scale of 2 %."""

    devices: int = 0
    pending: Callable[[], int] = lambda: 0  # how many packets were not answered so far
    began: float = field(default_factory=monotonic)
    counts: Counter[str] = field(default_factory=Counter)
    latencies: Counter[int] = field(default_factory=Counter)
    longest: float = 0.0

    def answered(self, latency: float) -> None:
        """Count an answer."""
        self.counts["answered"] += 1
        self.latencies[round(_FINE * log(max(latency, 1e-6)))] += 1
        self.longest = max(self.longest, latency)

    def latency(self, share: float) -> float | None:
        """Return the latency (s) that this share of answers did not exceed; None before the first."""
        passed, wanted = 0, share * self.latencies.total()
        for step in sorted(self.latencies):
            passed += self.latencies[step]
            if passed >= wanted:
                return min(exp(step / _FINE), self.longest)
        return None

    def summary(self) -> Summary:
        """Return all figures; latencies in milliseconds."""
        seconds = monotonic() - self.began
        sent = self.counts["sent"]
        names = ("answered", "resent", "dropped", "reconnects", "unasked", "requests", "heartbeats", "bytes")
        return {
            "seconds": round(seconds, 1),
            "devices": self.devices,
            "connected": self.counts["connected"],
            "sent": sent,
            **{name: self.counts[name] for name in names},
            "unanswered": self.pending(),
            "per_second": round(sent / seconds, 1) if seconds else 0.0,
            "p50_ms": _ms(self.latency(0.5)),
            "p99_ms": _ms(self.latency(0.99)),
            "max_ms": _ms(self.longest if self.latencies else None),
        }


def tell(summary: Summary, out: TextIO, *, as_json: bool) -> None:
    """Write a summary on one line."""
    if as_json:
        line = json.dumps(summary)
    else:
        shown = {name: "—" if value is None else value for name, value in summary.items()}
        line = (
            "{seconds} s　{connected}/{devices} 台在线　已发 {sent}（{per_second}/s）　已应答 {answered}　重发 {resent}　"
            "未应答 {unanswered}　丢弃 {dropped}　重连 {reconnects}　应答用时 p50 {p50_ms} p99 {p99_ms} 最长 {max_ms} ms"
        ).format(**shown)
    out.write(line + "\n")
    out.flush()


def _ms(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds * 1000, 1)
