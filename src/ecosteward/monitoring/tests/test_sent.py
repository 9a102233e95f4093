"""What a packet says as data of series."""

import math
from datetime import date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.monitoring.rules import sent
from ecosteward.monitoring.rules.faults import ODD_CODE, OWN, words
from ecosteward.monitoring.rules.marks import packed
from ecosteward.monitoring.rules.sent import WIDTH, Data
from ecosteward.monitoring.rules.spans import Span
from ecosteward.norms.hj212.frames import Frame
from ecosteward.norms.hj212.moulds import Moulds
from ecosteward.norms.hj212.packets import Packet, read
from ecosteward.norms.hj212.stream import frames

NOW = datetime(2026, 6, 15, 12)  # noqa: DTZ001  # of China


def packet(cp: str, cn: str = "2011", qn: str = "20260615115900000") -> Packet:
    return read(Frame(b"", f"QN={qn};ST=31;CN={cn};PW=1;MN=1;Flag=5;CP=&&{cp}&&".encode(), 0, b""))


def data_of(cp: str, cn: str = "2011") -> dict[str, tuple[float, ...]]:
    found = packet(f"DataTime=20260615115900;{cp}", cn)
    return rows(sent.data_of(found, found.data_time, NOW)[1])


def rows(data: Data) -> dict[str, tuple[float, ...]]:
    """Return the numbers of each code; of a code that comes twice the first."""
    numbers = [data.numbers[at : at + WIDTH] for at in range(0, len(data.numbers), WIDTH)]
    return dict(reversed(list(zip(data.codes, numbers, strict=True))))


def test_a_mean_goes_before_an_instant_in_data_of_a_period_and_after_it_at_once() -> None:
    cp = "a21026-Rtd=1,a21026-Avg=2,a21026-ZsAvg=3,a21026-Min=0,a21026-Max=5,a21026-Cou=7,a21026-Flag=N"
    assert data_of(cp, "2061")["a21026"] == (2.0, 3.0, 0.0, 5.0, 7.0, packed("N"))
    assert data_of(cp, "2011")["a21026"][0] == 1.0


def test_what_is_no_number_is_none_and_a_factor_of_which_nothing_is_said_gives_no_row() -> None:
    found = data_of("a21026-Rtd=abc,a21026-Flag=D;a21002-SampleTime=20260615110000;a34013-Rtd=1_0")
    assert math.isnan(found["a21026"][0])
    assert found["a21026"][-1] == packed("D")
    assert set(found) == {"a21026"}


def test_noise_of_the_night_is_a_series_of_its_own() -> None:
    found = data_of("LA-DayData=55.1,LA-NightData=44.2", "2031")
    assert (found["LA"][0], found["LA-Night"][0]) == (55.1, 44.2)


def test_a_code_that_can_be_none_is_told_of_and_left_out() -> None:
    found = packet(f"DataTime=20260615115900;烟尘-Rtd=1;{'x' * 40}-Rtd=2;a21026-Rtd=3")
    span, data, told = sent.data_of(found, found.data_time, NOW)
    assert (span, data.codes, told) == (Span.REALTIME, ("a21026",), (ODD_CODE,))


@pytest.mark.parametrize("mark", ["异常", "abc", "\x01\x02\x03"])
def test_an_odd_mark_spoils_nothing(mark: str) -> None:
    assert data_of(f"a21026-Rtd=1,a21026-Flag={mark}")["a21026"][0] == 1.0


@pytest.mark.parametrize(
    ("time", "believed"),
    [(NOW, True), (NOW + timedelta(hours=23), True), (NOW + timedelta(hours=25), False),
     (NOW - timedelta(days=1800), True), (NOW - timedelta(days=1900), False)],
)  # fmt: skip
def test_data_are_believed_of_five_years_back_to_a_day_ahead(time: datetime, believed: bool) -> None:
    assert sent.believable(time, NOW) is believed


def test_a_packet_is_kept_under_the_month_of_its_qn_else_its_data_else_its_arrival() -> None:
    data = datetime(2026, 5, 31, 23)  # noqa: DTZ001
    assert sent.bucket_of("20260401000000000", data, NOW) == date(2026, 4, 1)
    assert sent.bucket_of("", data, NOW) == date(2026, 5, 1)
    assert sent.bucket_of("19990101000000000", None, NOW) == date(2026, 6, 1)


@given(st.binary(max_size=400), st.sampled_from(["2011", "2051", "2061", "2031", "2041", "2021", "2111"]))
def test_any_body_at_all_gives_rows_that_can_be_stored(body: bytes, cn: str) -> None:
    raw = b"CN=" + cn.encode() + b";CP=&&DataTime=20260615115900;" + body + b"&&"
    found = read(Frame(raw, raw, len(raw), b""))
    _, data, _ = sent.data_of(found, found.data_time, NOW)
    for code, (*numbers, mark) in rows(data).items():
        assert code.isascii()
        assert 0 < len(code) <= sent.CODE_MOST
        assert all(isinstance(each, float) for each in numbers)
        assert 0 <= mark < 2**15


CODES = st.sampled_from(["a21026", "02", "a34013", "w01018", "x" * 40])
FIELDS = st.sampled_from(["Rtd", "Avg", "Min", "Max", "Cou", "ZsRtd", "ZsAvg", "Flag", "EFlag"])


@given(st.lists(st.tuples(CODES, FIELDS), unique=True, max_size=12), st.sampled_from(["2011", "2051", "2061", "2031"]))
def test_a_packet_read_by_a_mould_gives_the_same_data(items: list[tuple[str, str]], cn: str) -> None:
    body = "".join(f";{code}-{field}={'N' if field == 'Flag' else at}" for at, (code, field) in enumerate(items))
    head = f"QN=20260615115900000;ST=31;CN={cn};PW=1;MN=010000A8900016F000169DC0;Flag=5;"
    raw = f"{head}CP=&&DataTime=20260615115900{body}&&".encode()
    moulds, frame = Moulds(), Frame(raw, raw, len(raw), b"")
    found = [sent.data_of(moulds.read(frame), NOW, NOW) for _ in range(3)]
    (span, first, told), (span_again, again, told_again) = found[0], found[-1]
    assert (span, first.codes, told) == (span_again, again.codes, told_again)
    assert np.array_equal(first.numbers, again.numbers, equal_nan=True)


@given(st.binary(max_size=300))
def test_every_code_told_has_words(raw: bytes) -> None:
    told = [code for each in frames(raw) if isinstance(each, Frame) for code in read(each).deviations]
    assert all(each for each in words([*told, *OWN]))
