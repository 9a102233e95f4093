"""What the enterprise has provided on each topic of Table B-2: its profile and its archive say it, item by item."""

from collections.abc import Sequence

from ecosteward.archive.queries import Row, Sheet
from ecosteward.deliverables.facts.profile import Profile

# Documents of Appendix E that speak of a topic, by the topic's number: our reading, the standard does not link them.
_SLOTS = {
    "1": ("E.2-1", "E.2-2", "E.2-3", "E.3-1"),
    "2": ("E.9-3", "E.9-4", "E.9-7"),
    "3": ("E.8-2",),
    "4": ("E.8-5", "E.6-5"),
    "5": ("E.7",),
    "6": ("E.4-1", "E.4-2", "E.9-6"),
    "7": ("E.8-1",),
    "8": ("E.9-12",),
    "9": ("E.9-5", "E.9-12"),
    "10": ("E.6-1", "E.6-2", "E.6-3", "E.6-4"),
}


def provided(no: str, profile: Profile, sheet: Sheet) -> tuple[str, ...]:
    """Return sentences on what there is of a topic and what there is not; nothing is inferred from an empty place."""
    held = _held(no, profile)
    slots = [sheet.row(slot) for slot in _SLOTS.get(no, ())]
    has = [name for name, rows in held if rows]
    if not has and not any(row.electronic.filed or row.on_paper.filed for row in slots):
        whole = "企业未提供本类资料：环境档案没有登记" + ("，一企一档没有归档" if slots else "")
        return (f"{whole}。现状以下列检查结果为准。", *_archive(slots))
    lacking = [name for name, rows in held if not rows]
    told = (f"企业未提供{'、'.join(lacking)}资料，相应情况以下列检查结果为准。",) if lacking else ()
    if not held:
        told = ("环境档案没有本类的登记项，现状以归档资料和下列检查结果为准。",)
    return (*told, *_archive(slots))


def _held(no: str, profile: Profile) -> list[tuple[str, Sequence[object]]]:
    """Return what the profile can hold on a topic, with what it holds."""
    gas = [each for each in profile.facilities if each.medium == "gas"]
    water = [each for each in profile.facilities if each.medium == "water"]
    held: dict[str, list[tuple[str, Sequence[object]]]] = {
        "1": [("环评与验收", profile.approvals), ("排污许可", profile.permits)],
        "2": [("产品与产能", profile.products), ("原辅材料", profile.materials), ("产排污环节", profile.processes)],
        "6": [("应急预案备案", profile.plans)],
        "8": [("废气治理设施", gas), ("废气排放口与限值", profile.gas_limits)],
        "9": [("废水治理设施", water), ("废水排放口与限值", profile.water_limits)],
        "10": [("危险废物产生与处置", profile.wastes)],
    }
    return held.get(no, [])


def _archive(slots: Sequence[Row]) -> tuple[str, ...]:
    """Return one sentence on the documents of Appendix E that belong to a topic."""
    if not slots:
        return ()
    return (f"一企一档存档情况：{'；'.join(f'{row.slot.no} {row.slot.name}{_filed(row)}' for row in slots)}。",)


def _filed(row: Row) -> str:
    if row.electronic.filed or row.on_paper.filed:
        return "已归档"
    reason = row.electronic.reason or row.on_paper.reason
    return f"未归档（{reason}）" if reason else "未登记"
