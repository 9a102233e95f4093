"""Plant files: what they may say, and what is told of a mistake."""

import pytest

from ecosteward.monitoring.simulator.plants import Plant, described
from ecosteward.monitoring.simulator.tests.cases import plant
from ecosteward.norms.kernel.errors import RefusedError, UnknownError

FILE = """
devices:
  - mn: 00000000000000000000E012
    pw: 000123
    st: 31
    edition: 2017
    factors:
      - { code: a21026, mean: 30, fields: [Rtd, Flag] }
"""


def test_an_mn_a_password_and_a_code_of_digits_stay_what_they_are() -> None:
    (device,) = Plant.parse(FILE).devices
    assert (device.mn, device.pw, device.st, device.edition) == ("00000000000000000000E012", "000123", "31", "2017")
    assert Plant.parse(FILE.replace("E012", "0012")).devices[0].mn == "000000000000000000000012"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (FILE.replace("mean: 30", "mean: viel"), "第 1 项 · 监测因子 · 第 1 项 · 平均值）：应为数"),
        (FILE.replace("code: a21026", "code: a21026;"), "因子编码）：写法不对"),
        (FILE.replace("    st: 31", "    str: 31"), "没有这一项"),
        (FILE.replace("edition: 2017", "edition: 2018"), "应为 2005 版、2017 版、2025 版"),
        ("devices: []", "设备）：至少要有一项"),
        ("name: x", "未填写"),
    ],
)
def test_a_mistake_is_told_by_its_place(wrong: str, told: str) -> None:
    with pytest.raises(RefusedError, match=told):
        Plant.parse(wrong)


def test_what_is_no_yaml_and_an_unknown_plant_are_told() -> None:
    with pytest.raises(UnknownError, match="不是 YAML"):
        Plant.parse("devices: [")
    with pytest.raises(UnknownError, match="有：gas、power、water"):
        described("steel")


def test_devices_are_multiplied_with_mns_as_long_as_the_edition_wants_them() -> None:
    many = plant().multiplied(3, "EC0")
    assert [each.mn for each in many.devices] == [f"EC0{number:021d}" for number in (1, 2, 3)]
    assert [len(each.mn) for each in plant(edition="2005").multiplied(2, "88").devices] == [14, 14]
    assert [each.mn for each in described("power").named(("A1", "A2", "A3")).devices] == ["A1", "A2", "A3"]
    assert [each.st for each in described("power").multiplied(3, "E").devices] == ["44", "45", "44"]


def test_the_rate_of_a_plant_is_that_of_its_intervals() -> None:
    assert plant(sends=["realtime", "minute"], realtime=30, minute=10).per_second == pytest.approx(1 / 30 + 1 / 600)
