"""Total-quantity indicators: demand by replacement ratio against reductions, none used twice (环发〔2014〕197号)."""

from typing import Annotated

from ecosteward.norms.kernel.calculations import calculation
from ecosteward.norms.kernel.errors import refuse
from ecosteward.norms.kernel.facts import Facts, Label, Outcome, Quantity
from ecosteward.norms.kernel.tables import rules
from ecosteward.norms.kernel.trace import Trace


class Demand(Facts):
    """What a project needs of one pollutant."""

    project: Annotated[str, Label("项目")]
    pollutant: Annotated[str, Label("污染物")]
    amount: Annotated[float, Quantity("新增排放量", "t/a", gt=0)]
    area_fails: Annotated[bool, Label("上一年度该项环境质量不达标")] = False
    ratio: Annotated[float | None, Quantity("地方规定的替代倍数（有则填）", "倍", ge=1, le=10)] = None


class Source(Facts):
    """A reduction that can be used; what earlier projects took of it."""

    id: Annotated[str, Label("来源编号")]
    name: Annotated[str, Label("减排来源")]
    pollutant: Annotated[str, Label("污染物")]
    reduction: Annotated[float, Quantity("可用减排量", "t/a", ge=0)]
    used_before: Annotated[float, Quantity("已被其他项目使用", "t/a", ge=0)] = 0.0


class Market(Facts):
    """Demands in order of their turn, and the reductions there are."""

    demands: Annotated[tuple[Demand, ...], Label("需求")]
    sources: Annotated[tuple[Source, ...], Label("减排来源")] = ()


class Allocation(Outcome):
    """So much of one source for one demand."""

    project: Annotated[str, Label("项目")]
    pollutant: Annotated[str, Label("污染物")]
    source: Annotated[str, Label("来源编号")]
    amount: Annotated[float, Quantity("使用量", "t/a")]


class Settled(Outcome):
    """One demand's account."""

    project: Annotated[str, Label("项目")]
    pollutant: Annotated[str, Label("污染物")]
    needed: Annotated[float, Quantity("替代削减需求", "t/a")]
    covered: Annotated[float, Quantity("已落实", "t/a")]
    shortfall: Annotated[float, Quantity("缺口", "t/a")]


class Balance(Outcome):
    """The balance."""

    settled: Annotated[tuple[Settled, ...], Label("各需求平衡")]
    allocations: Annotated[tuple[Allocation, ...], Label("分配")]
    left: Annotated[dict[str, float], Label("各来源余量（t/a）")]
    balanced: Annotated[bool, Label("全部落实")]


@calculation("total_quantity.balance", "总量指标与替代削减平衡", ("环发〔2014〕197号",))
def balance(facts: Market, trace: Trace) -> Balance:
    """Give each demand, in turn, what is left of the sources of its pollutant; name the shortfall."""
    left = _left(facts.sources)
    trace.rest(rules("emissions")["no_double"], "来源", len(left), "个")
    settled, allocations = [], []
    for demand in facts.demands:
        needed = demand.amount * _ratio(demand, trace)
        trace.rest(rules("emissions")["demand"], f"{demand.project} {demand.pollutant}需求", needed, "t/a")
        taken = _take(demand, needed, facts.sources, left)
        allocations += taken
        covered = sum(each.amount for each in taken)
        settled.append(
            Settled(
                project=demand.project,
                pollutant=demand.pollutant,
                needed=needed,
                covered=covered,
                shortfall=max(needed - covered, 0.0),
            )
        )
    short = [each for each in settled if each.shortfall > 1e-9 * each.needed]
    return Balance(settled=tuple(settled), allocations=tuple(allocations), left=left, balanced=not short)


def _left(sources: tuple[Source, ...]) -> dict[str, float]:
    left: dict[str, float] = {}
    for source in sources:
        if source.id in left:
            raise refuse("sources", f"来源编号 {source.id} 出现两次，同一来源不得重复使用", "减排来源")
        if source.used_before > source.reduction:
            raise refuse("sources", f"{source.id} 已使用量大于可用减排量，请核对", "减排来源")
        left[source.id] = source.reduction - source.used_before
    return left


def _ratio(demand: Demand, trace: Trace) -> float:
    if demand.ratio is not None:
        return trace.work(f"{demand.project}替代倍数", demand.ratio, "倍", formula="地方规定")
    return trace.take(rules("emissions")["ratio_failing" if demand.area_fails else "ratio_plain"])


def _take(demand: Demand, needed: float, sources: tuple[Source, ...], left: dict[str, float]) -> list[Allocation]:
    taken = []
    for source in sources:
        amount = min(needed, left[source.id]) if source.pollutant == demand.pollutant else 0.0
        if amount > 0:
            left[source.id] -= amount
            needed -= amount
            taken.append(
                Allocation(project=demand.project, pollutant=demand.pollutant, source=source.id, amount=amount)
            )
    return taken
