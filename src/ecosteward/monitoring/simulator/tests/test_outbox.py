"""No packet is lost or answered twice, whatever happens to the line, unless the buffer is too small."""

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from ecosteward.monitoring.simulator.outbox import KEPT_FOR, Outbox, Parcel


def parcel(number: int) -> Parcel:
    return Parcel(f"{number:017d}", "2011", "MN", "", b"")


class Boxes(RuleBasedStateMachine):
    """An outbox, what went in and what was answered."""

    def __init__(self) -> None:
        super().__init__()
        self.box = Outbox(timeout=10, resends=3, window=4, most=1000)
        self.now, self.put_in, self.out = 1.0, 0, set[str]()
        self.sent: list[str] = []

    @rule()
    def put(self) -> None:
        self.put_in += 1
        self.box.put(parcel(self.put_in))

    @rule(seconds=st.sampled_from([0.1, 5.0, 10.0, 70.0]))
    def take(self, seconds: float) -> None:
        self.now += seconds
        self.sent += [each.qn for each in self.box.take(self.now)]

    @precondition(lambda self: self.sent)
    @rule(data=st.data())
    def answer(self, data: st.DataObject) -> None:
        qn = data.draw(st.sampled_from(self.sent))
        first = self.box.answered(qn)
        assert first is None or qn not in self.out
        self.out |= {qn} if first else set()

    @rule()
    def lose(self) -> None:
        self.box.line_lost()

    @invariant()
    def every_packet_is_there_or_answered(self) -> None:
        held = [each.qn for each in self.box.waiting] + list(self.box.on_the_way) + [p.qn for _, p in self.box.kept]
        assert len(held) == len(self.box) == len(set(held))
        assert set(held) | self.out == {f"{number:017d}" for number in range(1, self.put_in + 1)}
        assert len(self.box.on_the_way) <= 4


TestBoxes = Boxes.TestCase


def test_a_packet_is_sent_once_and_three_times_more_then_kept_and_tried_anew() -> None:
    box = Outbox(timeout=10, resends=3, window=4, most=10)
    box.put(parcel(1))
    moments = [second for second in range(1, 200) if box.take(float(second))]
    assert moments[:4] == [1, 11, 21, 31]
    assert moments[4] == 41 + KEPT_FOR * 10


def test_the_oldest_goes_when_there_are_too_many() -> None:
    box = Outbox(timeout=10, resends=3, window=2, most=5)
    for number in range(1, 9):
        box.put(parcel(number))
    assert (len(box), box.dropped) == (5, 3)
    assert [each.qn[-1] for each in box.take(1.0)] == ["4", "5"]


@given(st.integers(1, 8), st.integers(0, 30))
def test_no_more_than_the_window_is_on_the_way(window: int, number: int) -> None:
    box = Outbox(timeout=10, resends=3, window=window, most=100)
    for each in range(number):
        box.put(parcel(each))
    assert len(box.take(1.0)) == min(window, number)
    assert box.take(2.0) == []


def test_after_a_lost_line_the_oldest_comes_first() -> None:
    box = Outbox(timeout=1, resends=0, window=2, most=100)
    for number in range(1, 7):
        box.put(parcel(number))
    box.take(1.0)
    box.take(2.0)  # 1 and 2 are kept, 3 and 4 on the way
    box.line_lost()
    assert [each.qn[-1] for each in box.waiting] == ["1", "2", "3", "4", "5", "6"]
