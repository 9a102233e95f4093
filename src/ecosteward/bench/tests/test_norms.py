"""The measures of the library of norms, at a small size."""

from typing import Any

from ecosteward.bench import norms


def test_minutes_of_a_number_of_series_that_is_no_multiple_of_a_block_are_all_judged() -> None:
    assert norms.minutes_judged(13, 2) > 0


def test_every_soil_result_is_screened() -> None:
    assert norms.soil_screened(100) > 0


def test_the_table_has_a_line_for_every_measure(monkeypatch: Any, capsys: Any) -> None:
    monkeypatch.setattr(norms, "soil_screened", lambda rows: rows / 1e6)
    monkeypatch.setattr(norms, "minutes_judged", lambda series, days: float(series * days))
    norms.main()
    told = capsys.readouterr().out
    assert "1.0 s" in told
    assert "365000.0 s" in told
    assert "个/s" in told
