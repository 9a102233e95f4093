"""A described plant: its devices, what they measure, what befalls them. Read from YAML or made in code."""

from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import Field

from ecosteward.monitoring.simulator.agenda import UPLOADS, Upload, spans
from ecosteward.monitoring.simulator.episodes import Episode
from ecosteward.monitoring.simulator.faults import Faults
from ecosteward.norms.hj212.packets import Version
from ecosteward.norms.kernel.errors import UnknownError
from ecosteward.norms.kernel.facts import Facts, Label, Quantity

MN_DIGITS: dict[Version, int] = {"2005": 14, "2017": 24, "2025": 24}
EDITIONS = {"2005": "2005 版", "2017": "2017 版", "2025": "2025 版"}
Told = Literal["Rtd", "Min", "Avg", "Max", "Cou", "ZsRtd", "ZsMin", "ZsAvg", "ZsMax", "Flag"]
_WORD = Field(pattern="^[0-9A-Za-z]+$")


class Factor(Facts):
    """What one factor does over the day, in the default unit of its code (HJ 212-2017, annex B)."""

    code: Annotated[str, Label("因子编码"), _WORD]
    mean: Annotated[float, Quantity("平均值")]
    spread: Annotated[float, Quantity("波动幅度", ge=0)] = 0
    swing: Annotated[float, Quantity("日变化幅度（占平均值）", ge=0, le=1)] = 0
    peak: Annotated[float, Quantity("一天中最高的时刻", "h", ge=0, lt=24)] = 15
    drift: Annotated[float, Quantity("每日漂移")] = 0
    low: Annotated[float, Quantity("下限")] = 0
    high: Annotated[float | None, Quantity("上限")] = None
    limit: Annotated[float | None, Quantity("排放限值（超标时段按它取值）", gt=0)] = None
    digits: Annotated[int, Quantity("小数位数", ge=0, le=6)] = 2
    fields: Annotated[tuple[Told, ...], Label("发送的字段")] = ("Rtd", "Min", "Avg", "Max", "Flag")


class Device(Facts):
    """One data logger."""

    mn: Annotated[str, Label("设备唯一标识"), _WORD]
    name: Annotated[str, Label("名称")] = ""
    pw: Annotated[str, Label("访问密码"), _WORD] = "123456"
    st: Annotated[str, Label("系统编码"), _WORD] = "31"
    edition: Annotated[Version, Label("协议版本", EDITIONS)] = "2017"
    key: Annotated[str, Label("SM4 密钥"), Field(pattern="^([0-9A-Fa-f]{32})?$")] = ""
    realtime: Annotated[int, Quantity("实时数据间隔", "s", ge=1, le=3600)] = 30
    minute: Annotated[int, Quantity("分钟数据间隔", "min", ge=1, le=30)] = 10
    heartbeat: Annotated[int, Quantity("心跳间隔（2025 版）", "s", ge=1)] = 60
    sends: Annotated[tuple[Upload, ...], Label("上传的数据", UPLOADS)] = ("boot", "realtime", "minute", "hour", "day")
    facilities: Annotated[int, Quantity("污染治理设施数", ge=0, le=99)] = 0
    reference_oxygen: Annotated[float | None, Quantity("基准含氧量", "%", ge=0, lt=21)] = None
    factors: Annotated[tuple[Factor, ...], Label("监测因子"), Field(min_length=1)]
    episodes: Annotated[tuple[Episode, ...], Label("事件")] = ()
    faults: Annotated[Faults, Label("故障")] = Faults()
    timeout: Annotated[float, Quantity("超时时间", "s", gt=0)] = 10
    resends: Annotated[int, Quantity("重发次数", ge=0, le=99)] = 3
    window: Annotated[int, Quantity("同时等待应答的包数", ge=1)] = 8
    kept: Annotated[int, Quantity("最多缓存的包数", ge=1)] = 5000

    @property
    def per_second(self) -> float:
        """How many uploads the device makes in a second."""
        lasting = spans(self.realtime, self.minute)
        return sum(1 / lasting[each].total_seconds() for each in self.sends if each in lasting)


class Plant(Facts):
    """All devices that are played together, and the seed of their values."""

    name: Annotated[str, Label("名称")] = ""
    seed: Annotated[int, Label("随机种子")] = 1
    devices: Annotated[tuple[Device, ...], Label("设备"), Field(min_length=1)]

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a YAML file. Raises RefusedError naming every field at fault, UnknownError for no YAML at all."""
        return cls.parse(path.read_text(encoding="utf-8"))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read YAML; every scalar stays a text until the model says what it is, as an MN of digits alone must."""
        try:
            given: Any = yaml.load(text, yaml.BaseLoader)  # noqa: S506 (makes nothing but texts, lists and mappings)
        except yaml.YAMLError as error:
            raise UnknownError(f"工厂文件不是 YAML：{error}") from None
        return cls.read(given)

    @property
    def per_second(self) -> float:
        """How many uploads all devices make in a second."""
        return sum(each.per_second for each in self.devices)

    def multiplied(self, number: int, prefix: str) -> Self:
        """Return a plant of that many devices, the described ones in turn, with MNs made from a prefix."""
        models = [self.devices[place % len(self.devices)] for place in range(number)]
        return self.named(tuple(_mn(prefix, place, each.edition) for place, each in enumerate(models, start=1)))

    def named(self, mns: tuple[str, ...]) -> Self:
        """Return a plant of one device for each MN, the described ones in turn."""
        devices = (
            self.devices[place % len(self.devices)].model_copy(update={"mn": mn}) for place, mn in enumerate(mns)
        )
        return self.model_copy(update={"devices": tuple(devices)})

    def with_faults(self, faults: Faults) -> Self:
        """Return the same plant, every device having these faults besides its own."""
        devices = (each.model_copy(update={"faults": each.faults.joined(faults)}) for each in self.devices)
        return self.model_copy(update={"devices": tuple(devices)})


def _mn(prefix: str, place: int, edition: Version) -> str:
    return prefix + str(place).zfill(max(MN_DIGITS[edition] - len(prefix), 0))


def described(name: str) -> Plant:
    """Return one of the plants that come with the simulator. Raises UnknownError naming those there are."""
    folder = files(__package__) / "data"
    file = folder / f"{name}.yaml"
    if not file.is_file():
        there = "、".join(sorted(each.name.removesuffix(".yaml") for each in folder.iterdir()))
        raise UnknownError(f"没有自带的工厂“{name}”，有：{there}；自己的文件请写路径")
    return Plant.parse(file.read_text(encoding="utf-8"))
