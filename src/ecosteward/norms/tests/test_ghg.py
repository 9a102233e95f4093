"""Greenhouse gas of an organisation."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.norms.ghg import account
from ecosteward.norms.kernel.errors import RefusedError
from ecosteward.norms.kernel.tables import table

GAS = {"source": "1#锅炉", "fuel": "天然气", "amount": 100.0, "evidence": "燃气结算单 2025"}
POWER = {"source": "总表", "amount": 1000.0, "year": 2023, "evidence": "电费单"}
FUELS = [row["fuel"] for row in table("ghg_fuels").where(edition="industry_general")]


def test_natural_gas_by_its_defaults() -> None:
    found = account.run({"fuels": [GAS]})
    assert found.outcome.total == pytest.approx(100 * 389.31 * 0.0153 * 0.99 * 44 / 12)
    assert found.needs_check


def test_measured_values_replace_the_defaults_and_leave_nothing_to_check() -> None:
    found = account.run({"fuels": [GAS | {"ncv": 390, "carbon": 0.0153, "oxidation": 0.995}]})
    assert found.outcome.total == pytest.approx(100 * 390 * 0.0153 * 0.995 * 44 / 12)
    assert not found.needs_check


def test_electricity_by_the_factor_of_its_year_and_region() -> None:
    assert account.run({"electricity": [POWER]}).outcome.total == pytest.approx(530.6)
    assert not account.run({"electricity": [POWER]}).needs_check
    local = account.run({"electricity": [POWER | {"region": "江苏"}]})
    assert local.outcome.total == pytest.approx(582.7)
    assert local.needs_check


def test_the_footprint_factor_is_never_used_for_an_organisation() -> None:
    assert 2024 in {int(row["year"]) for row in table("ghg_electricity").where(purpose="footprint")}
    with pytest.raises(RefusedError, match="没有 2024 年全国的因子；已收录年份"):
        account.run({"electricity": [POWER | {"year": 2024}]})


def test_the_carbon_of_bituminous_coal_that_is_a_slip_is_in_no_edition() -> None:
    assert 0.02308 not in {row.figure("carbon") for row in table("ghg_fuels")}
    coal = {"fuels": [GAS | {"fuel": "烟煤"}]}
    general = account.run(coal).outcome.total
    other = account.run(coal | {"edition": "gbt_32150"}).outcome.total
    assert other / general == pytest.approx(0.02618 / 0.0261)


def test_a_carbonate_gives_off_by_its_molecular_weight_and_another_material_by_its_own_factor() -> None:
    lime = {"source": "石灰窑", "material": "CaCO3", "amount": 10}
    assert account.run({"processes": [lime]}).outcome.total == pytest.approx(4.397)
    with pytest.raises(RefusedError, match="请填自报排放因子"):
        account.run({"processes": [lime | {"material": "电极"}]})
    assert account.run({"processes": [lime | {"material": "电极", "factor": 3.6}]}).outcome.total == pytest.approx(36)


def test_months_add_up_to_the_year_and_every_source_keeps_its_evidence() -> None:
    months = [GAS | {"amount": float(month), "month": month, "evidence": f"{month} 月"} for month in range(1, 12)]
    months.append(GAS | {"amount": 12.0, "month": 12, "evidence": ""})
    found = account.run({"fuels": months, "heat": [{"source": "蒸汽", "amount": 10}]}).outcome
    assert sum(found.by_month.values()) == pytest.approx(found.by_kind["combustion"])
    assert found.by_kind["heat"] == pytest.approx(1.1)
    assert found.without_evidence == ("1#锅炉", "蒸汽")
    assert found.emissions[0].evidence == "1 月"


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"fuels": [GAS | {"month": 1}, GAS]}, "既按年又按月填报"),
        ({"fuels": [GAS | {"month": 1}, GAS | {"month": 1}]}, "同一月份填了两次"),
        ({"fuels": [GAS | {"fuel": "柴火"}]}, "没有 柴火；有 无烟煤"),
        ({"fuels": [GAS | {"amount": -1}]}, "应不小于 0"),
        ({"fuels": [GAS | {"oxidation": 1.1}]}, "应不大于 1"),
        ({"fuels": [GAS | {"month": 13}]}, "应不大于 12"),
    ],
)
def test_what_would_count_twice_or_cannot_be_is_refused(facts: dict[str, Any], told: str) -> None:
    with pytest.raises(RefusedError) as refused:
        account.run(facts)
    assert told in str(refused.value)


@given(st.lists(st.tuples(st.sampled_from(FUELS), st.floats(0, 1e6)), min_size=1, max_size=8), st.randoms())
def test_the_order_of_the_sources_does_not_matter_and_the_whole_is_the_sum(pairs: list[Any], random: Any) -> None:
    fuels = [{"source": f"{at}", "fuel": fuel, "amount": amount} for at, (fuel, amount) in enumerate(pairs)]
    before = account.run({"fuels": fuels}).outcome.total
    random.shuffle(fuels)
    assert account.run({"fuels": fuels}).outcome.total == pytest.approx(before)
    alone = sum(account.run({"fuels": [each]}).outcome.total for each in fuels)
    assert alone == pytest.approx(before)
