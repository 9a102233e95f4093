import pytest

from ecosteward.bench import yardstick


def test_more_work_takes_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    little = min(yardstick.yardstick() for _ in range(5))
    monkeypatch.setattr(yardstick, "_ROUNDS", 10 * yardstick._ROUNDS)
    assert min(yardstick.yardstick() for _ in range(2)) > 3 * little
