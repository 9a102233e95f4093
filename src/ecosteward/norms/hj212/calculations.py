"""HJ 212 among the calculations: decode one packet, work out a check, look a code up."""

from typing import Annotated, Any, Literal, get_args

from ecosteward.norms.hj212 import telling
from ecosteward.norms.hj212.crc import written
from ecosteward.norms.hj212.deviations import VERDICTS, Verdict
from ecosteward.norms.hj212.factors import Meaning, meanings_of, similar
from ecosteward.norms.hj212.frames import TAIL, Frame
from ecosteward.norms.hj212.packets import Packet, Version, read
from ecosteward.norms.hj212.stream import frames
from ecosteward.norms.kernel.calculations import calculation
from ecosteward.norms.kernel.errors import refuse
from ecosteward.norms.kernel.facts import Facts, Label, Outcome
from ecosteward.norms.kernel.tables import rules
from ecosteward.norms.kernel.trace import Trace

NORMS = ("HJ 212-2017", "HJ 212-2025", "HJ/T 212-2005")
Medium = Literal["water", "gas", "noise", "sewage_process", "gas_process", "site"]
MEDIA = {
    "water": "水", "gas": "气", "noise": "声", "sewage_process": "污水工况", "gas_process": "烟气工况", "site": "现场端信息",
}  # fmt: skip
VERSIONS = dict(zip(get_args(Version), ("2005 版", "2017 版", "2025 版"), strict=True))


class Raw(Facts):
    """One packet as text."""

    raw: Annotated[str, Label("数据包", help="从 ## 到校验码，包尾可不写")]


class Value(Outcome):
    """One field of one factor."""

    code: Annotated[str, Label("编码")]
    name: Annotated[str, Label("名称")]
    field: Annotated[str, Label("字段")]
    value: Annotated[str, Label("内容")]
    unit: Annotated[str, Label("缺省计量单位")]


class Decoded(Outcome):
    """What a packet says and how far it is to be believed."""

    verdict: Annotated[Verdict, Label("结论", VERDICTS)]
    why: Annotated[tuple[str, ...], Label("原因与出入")]
    version: Annotated[Version | None, Label("版本", VERSIONS)]
    system: Annotated[str, Label("系统")]
    command: Annotated[str, Label("命令")]
    mn: Annotated[str, Label("设备唯一标识")]
    data_time: Annotated[str, Label("数据时间")]
    answer_wanted: Annotated[bool, Label("要求应答")]
    values: Annotated[tuple[Value, ...], Label("数据")]


@calculation("hj212.decode", "HJ 212 数据包解读", NORMS)
def decode(facts: Raw, trace: Trace) -> Decoded:
    """Read one packet. Source: HJ 212-2017, 6.3 and annex A."""
    raw = facts.raw.encode("utf-8", "surrogatepass") + TAIL
    found = [each for each in frames(raw) if isinstance(each, Frame)]
    if len(found) != 1:
        raise refuse("raw", f"应正好有一个数据包，找到 {len(found)} 个", "数据包")
    packet = read(found[0])
    rule = rules("hj212")
    trace.rest(rule["crc"], "校验码", written(found[0].segment).decode())
    trace.rest(rule["flag"], "标志位", int(packet.flag) if packet.flag else None)
    for edition in ("2005", "2025"):
        if packet.version == edition:
            trace.rest(rule[f"flag_{edition}"], "版本", edition)
    if "version_unsure" in packet.deviations:
        trace.rest(rule["surface_water"], "版本待判定", "ST=21")
    told = telling.told(packet)
    trace.work("结论", VERDICTS[packet.verdict], formula="校验码、长度、必备字段均相符为有效")
    return Decoded(
        verdict=packet.verdict,
        why=tuple(told["why"]),
        version=packet.version,
        system=told["system"],
        command=told["command"],
        mn=packet.mn,
        data_time=told["data_time"] or "",
        answer_wanted=packet.answer_wanted,
        values=_values(packet, told),
    )


def _values(packet: Packet, told: dict[str, Any]) -> tuple[Value, ...]:
    return tuple(
        Value(code=each.code, name=words["name"], field=field, value=value, unit=words["units"].get(field, ""))
        for each, words in zip(packet.factors, told["factors"], strict=True)
        for field, value in each.fields.items()
    )


class Text(Facts):
    """A data segment."""

    segment: Annotated[str, Label("数据段", help="包头长度之后、校验码之前的全部字符")]


class Check(Outcome):
    """Its check and length as they stand in a frame."""

    crc: Annotated[str, Label("校验码")]
    length: Annotated[str, Label("数据段长度")]


@calculation("hj212.crc", "HJ 212 数据段的校验码", ("HJ 212-2017",))
def crc(facts: Text, trace: Trace) -> Check:
    """Work out the check. Source: HJ 212-2017, annex A."""
    data = facts.segment.encode("utf-8", "surrogatepass")
    rule = rules("hj212")
    most = trace.take(rule["segment_most"])
    if len(data) > most:
        raise refuse("segment", f"{len(data)} 字符，不能超过 {most:g}", "数据段")
    return Check(crc=trace.rest(rule["crc"], "校验码", written(data).decode()), length=f"{len(data):04d}")


class Code(Facts):
    """A code, or part of a name."""

    code: Annotated[str, Label("编码或名称", help="2017 版编码、2005 版编码，或中文名称的一部分")]


class Known(Outcome):
    """One meaning."""

    code: Annotated[str, Label("编码")]
    old_code: Annotated[str, Label("2005 版编码")]
    name: Annotated[str, Label("名称")]
    medium: Annotated[Medium, Label("类别", MEDIA)]
    unit: Annotated[str, Label("缺省计量单位")]
    amount_unit: Annotated[str, Label("缺省排放量单位")]
    type: Annotated[str, Label("缺省数据类型")]
    note: Annotated[str, Label("备注")]


class Meanings(Outcome):
    """All that the tables have of it."""

    found: Annotated[tuple[Known, ...], Label("含义")]


@calculation("hj212.factor", "HJ 212 监测因子编码", ("HJ 212-2017",))
def factor(facts: Code, trace: Trace) -> Meanings:
    """Look a code up in annex B, by either edition's code or by name."""
    found = meanings_of(facts.code) or similar(facts.code)
    if not found:
        raise refuse("code", f"附录 B 中没有 {facts.code}，请核对大小写和编码", "编码或名称")
    for each in found:
        trace.rest(each.row, "编码", f"{each.code} {each.name}")
    return Meanings(found=tuple(map(_known, found)))


def _known(each: Meaning) -> Known:
    return Known.model_validate(
        {
            "code": each.code,
            "old_code": each.old_code,
            "name": each.name,
            "medium": each.kind,
            "unit": each.symbol,
            "amount_unit": each.amount_symbol,
            "type": each.type,
            "note": each.note,
        }
    )
