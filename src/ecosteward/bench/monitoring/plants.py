"""The loggers as the simulator plays them: packets of nine factors."""

from pathlib import Path

from ecosteward.bench.monitoring.sites import CODES, FACTORS, PREFIX
from ecosteward.monitoring.simulator.plants import Plant

_PLANT = """
name: 测速
devices:
  - mn: {mn}
    st: 31
    realtime: {seconds}
    sends: [realtime]
    kept: 100000
    factors:
"""
_FACTOR = "      - {{ code: {code}, mean: 50, spread: 20, digits: 2, fields: [Rtd, Flag] }}\n"


def written(folder: Path, seconds: int) -> Path:
    """Write the description of a logger that sends every so many seconds; return the file."""
    path = folder / "plant.yaml"
    text = _PLANT.format(mn=PREFIX.ljust(24, "0"), seconds=seconds)
    path.write_text(text + "".join(_FACTOR.format(code=code) for code in CODES[:FACTORS]), encoding="utf-8")
    return path


def mns(path: Path, number: int) -> list[str]:
    """Return the MNs that the simulator gives so many of them."""
    return [each.mn for each in Plant.load(path).multiplied(number, PREFIX).devices]
