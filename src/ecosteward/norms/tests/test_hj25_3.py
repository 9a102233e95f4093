"""Health risk of contaminated land by ten pathways."""

import time
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecosteward.norms.hj25_3.control import control_value
from ecosteward.norms.hj25_3.parameters import RECOMMENDED, Parameters
from ecosteward.norms.hj25_3.pathways import PATHWAYS, SOIL, WATER
from ecosteward.norms.hj25_3.risk import risk
from ecosteward.norms.kernel.errors import RefusedError
from ecosteward.norms.kernel.facts import Quantity, terms
from ecosteward.norms.kernel.tables import table

NAMES = [row["name"] for row in table("hj25_3_substances")]
SURE = [row["name"] for row in table("hj25_3_substances") if not row.has("doubtful")]
VAPOURS = ("iov1", "iov2", "iiv1")
MIXED = {"surface": 3.0, "subsurface": 5.0, "groundwater": 0.2}
substances, lands = st.sampled_from(SURE), st.sampled_from(["class1", "class2"])
contents = st.floats(1e-3, 1e4)
cases = st.fixed_dictionaries(
    {"substance": substances, "land": lands, "surface": contents, "subsurface": contents, "groundwater": contents},
    optional={"BWa": st.floats(40, 90), "Lcrack": st.floats(10, 50), "koc": st.floats(1, 1e5), "dgw": st.booleans()},
)


def ratios(land: str, off: tuple[str, ...] = ()) -> dict[str, float]:
    """Return control values over GB 36600 screening values by substance."""
    size = len(NAMES)
    flags = {code: [False] * size for code in off}
    given = {"substance": NAMES, "land": [land] * size, "accept_doubtful": [True] * size, **flags}
    found = control_value.run_rows(given).columns["soil"]
    screening = {row["pollutant"]: row.figure(f"screening_{land}") for row in table("gb36600_2018")}
    return {name: value / screening[name] for name, value in zip(NAMES, found.tolist(), strict=True)}


def nearer(land: str) -> dict[str, float]:
    """Return for each substance the nearer of all pathways and direct contact alone."""
    every, direct = ratios(land), ratios(land, VAPOURS)
    return {name: min(every[name], direct[name], key=lambda ratio: abs(ratio - 1)) for name in NAMES}


def part(outcome: Any, code: str) -> Any:
    return next(each for each in outcome.pathways if each.pathway == code)


def test_there_are_68_parameters_and_64_substances_and_each_parameter_has_its_field() -> None:
    assert (len(RECOMMENDED), len(NAMES), set(terms(Parameters))) == (68, 64, set(RECOMMENDED))


def test_every_recommended_value_is_within_its_own_range() -> None:
    for land in ("class1", "class2"):
        Parameters.read({key: row.figure(land) for key, row in RECOMMENDED.items() if row.has(land)})


def test_each_substance_is_one_of_gb_36600_by_name_and_cas() -> None:
    printed = {(row["pollutant"], row["cas"]) for row in table("gb36600_2018")}
    assert {(row["name"], row["cas"]) for row in table("hj25_3_substances")} <= printed


@pytest.mark.parametrize(("land", "count"), [("class1", 30), ("class2", 27)])
def test_control_values_come_within_a_tenth_of_gb_36600_for_as_many_substances_as_known(land: str, count: int) -> None:
    assert sum(abs(ratio - 1) <= 0.1 for ratio in nearer(land).values()) >= count


@pytest.mark.parametrize("land", ["class1", "class2"])
@pytest.mark.parametrize(
    ("name", "within"),
    [
        ("苯并[a]蒽", 0.01),
        ("苯并[a]芘", 0.01),
        ("苯并[b]荧蒽", 0.01),
        ("苯并[k]荧蒽", 0.01),
        ("二苯并[a,h]蒽", 0.01),
        ("茚并[1,2,3-cd]芘", 0.01),
        ("铜", 0.004),
        ("铍", 0.015),
        ("钒", 0.001),
        ("甲基汞", 0.004),
        ("邻苯二甲酸二(2-乙基己基)酯", 0.006),
        ("阿特拉津", 0.01),
        ("滴滴涕", 0.045),
        ("β-六六六", 0.01),
    ],
)
def test_control_values_agree_with_gb_36600_where_both_use_the_same_toxicity(
    land: str, name: str, within: float
) -> None:
    assert nearer(land)[name] == pytest.approx(1, abs=within)


@pytest.mark.parametrize("name", ["苯", "四氯乙烯", "1,1,2-三氯乙烷", "1,4-二氯苯", "一溴二氯甲烷"])
def test_volatile_substances_lie_below_gb_36600_and_are_not_tuned_to_it(name: str) -> None:
    assert 0.75 <= ratios("class1")[name] <= 0.84


@pytest.mark.parametrize(("key", "land"), [("SAEc", "class1"), ("SAEa", "class1"), ("SAEa", "class2")])
def test_the_skin_worked_out_of_height_and_weight_is_the_one_recommended(key: str, land: str) -> None:
    steps = risk.run({"substance": "滴滴涕", "land": land, "surface": 1}).steps
    name = {"SAEc": "儿童暴露皮肤表面积", "SAEa": "成人暴露皮肤表面积"}[key]
    worked = next(step.value for step in steps if step.what == name)
    assert worked == pytest.approx(RECOMMENDED[key].figure(land), abs=1)


def test_cancer_on_class_one_land_counts_child_and_adult_and_other_effects_the_child_alone() -> None:
    found = part(risk.run({"substance": "苯", "land": "class1", "surface": 1.0}).outcome, "ois")
    child, adult = 200 * 6 * 350 / 19.2, 100 * 24 * 350 / 61.8
    assert found.cancer == pytest.approx((child + adult) * 1e-6 / 27740 * 0.055)
    assert found.hazard == pytest.approx(child * 1e-6 / 2190 / (0.004 * 0.33))


def test_on_class_two_land_the_adult_alone_is_looked_at_whatever_is_said_of_a_child() -> None:
    facts = {"substance": "苯", "land": "class2", "surface": 1.0}
    outcome = risk.run(facts).outcome
    assert part(outcome, "ois").cancer == pytest.approx(100 * 25 * 250 / 61.8 * 1e-6 / 27740 * 0.055)
    assert outcome == risk.run({**facts, "BWc": 5, "SAEc": 9000, "OSIRc": 900}).outcome


def test_the_child_breathing_dust_is_divided_by_its_own_weight() -> None:
    facts = {"substance": "镉", "land": "class1", "surface": 1.0}
    light, heavy = (part(risk.run({**facts, "BWc": weight}).outcome, "pis").hazard for weight in (10, 20))
    assert light == pytest.approx(2 * heavy)


def test_water_on_the_skin_is_counted_in_cubic_centimetres_not_a_millionth_of_them() -> None:
    facts = {"substance": "苯", "land": "class2", "groundwater": 1.0, "SAEa": 3000}
    dose = 3000 * 0.015 * 0.5 * 1e-3 * 250 * 25 / 61.8 / 27740
    assert part(risk.run(facts).outcome, "dgw").cancer == pytest.approx(dose * 0.055)


def test_air_flow_through_the_floor_tends_to_still_air_as_the_pressure_falls() -> None:
    facts = {"substance": "苯", "land": "class1", **MIXED}
    still, barely, strong = (risk.run({**facts, "Delta_P": p, "K_v": 1e-8}).outcome for p in (0, 1e-9, 40))
    for code in ("iiv1", "iiv2"):
        assert part(barely, code).cancer == pytest.approx(part(still, code).cancer, rel=1e-6)
        assert part(strong, code).cancer >= part(still, code).cancer


def test_a_gale_through_the_floor_does_not_break_the_calculation() -> None:
    outcome = risk.run({"substance": "苯", "land": "class1", **MIXED, "Delta_P": 1e6, "K_v": 1.0}).outcome
    assert 0 < part(outcome, "iiv2").cancer < float("inf")


def test_a_layer_of_unknown_thickness_is_taken_as_without_end() -> None:
    facts = {"substance": "苯", "land": "class1", "subsurface": 1.0}
    known, unknown = (part(risk.run({**facts, "dsub": thick}).outcome, "iov2").cancer for thick in (1, 0))
    assert known < unknown


def test_a_metal_has_no_pathway_by_vapour_and_copper_no_cancer() -> None:
    outcome = risk.run({"substance": "铜", "land": "class1", **MIXED}).outcome
    assert [part(outcome, code).hazard for code in (*VAPOURS, "iov3", "iiv2")] == [None] * 5
    assert (outcome.soil_cancer, outcome.soil_verdict) == (None, "acceptable")


def test_a_medium_without_concentration_is_not_assessed() -> None:
    outcome = risk.run({"substance": "苯", "land": "class1", "surface": 1}).outcome
    assert (outcome.water_verdict, outcome.water_cancer, part(outcome, "cgw").cancer) == ("not_assessed", None, 0)


def test_a_case_without_any_concentration_is_refused() -> None:
    with pytest.raises(RefusedError, match="至少填一项"):
        risk.run({"substance": "苯", "land": "class1"})


@pytest.mark.parametrize(
    ("own", "match"),
    [
        ({"BWa": 0}, "成人平均体重"),
        ({"fspi": 1.2}, "不大于 1"),
        ({"EFa": 400}, "不大于 365"),
        ({"BWa": {"value": 130, "unit": "斤"}}, "单位应为 kg"),
        ({"Lgw": 500}, "地下水埋深"),
        ({"Pws": 0.4}, "土壤含水率"),
        ({"EFIa": 300}, "室内与室外暴露频率之和"),
        ({"Eit": 1, "Delta_P": 40}, "裂隙面积过大"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_its_name(own: dict[str, Any], match: str) -> None:
    facts = {"substance": "苯", "land": "class1", **MIXED, **own}
    with pytest.raises(RefusedError, match=match):
        risk.run(facts)
    with pytest.raises(RefusedError, match="第 1 行" if not isinstance(own.get("BWa"), dict) else "应为数"):
        risk.run_rows({key: [value] for key, value in facts.items()})


@pytest.mark.parametrize("key", RECOMMENDED)
def test_every_parameter_can_be_replaced_and_the_trace_tells_of_it(key: str) -> None:
    value = RECOMMENDED[key].figure("class1")
    facts: dict[str, Any] = {"substance": "苯胺", "land": "class1", "groundwater_limit": 0.1, key: value, "waf": None}
    steps = control_value.run(facts).steps
    term = terms(Parameters)[key]
    assert isinstance(term, Quantity)
    told = [step for step in steps if step.what == term.text and step.formula.startswith("用户给出")]
    assert [(step.value, step.unit, step.verified) for step in told] == [(value, RECOMMENDED[key]["unit"], True)]


def test_own_properties_replace_those_of_the_table_and_are_told() -> None:
    facts = {"substance": "苯", "land": "class1", "surface": 1.0}
    plain, doubled = risk.run(facts), risk.run({**facts, "sfo": 0.11})
    assert part(doubled.outcome, "ois").cancer == pytest.approx(2 * part(plain.outcome, "ois").cancer)
    assert any("用户给出，替换推荐值 0.055" in step.formula for step in doubled.steps)


@pytest.mark.parametrize("name", ["敌敌畏", "62-73-7"])
def test_doubtful_toxicity_is_refused_until_accepted_or_replaced(name: str) -> None:
    facts = {"substance": name, "land": "class1", "surface": 1.0}
    with pytest.raises(RefusedError, match=r"存疑.*accept_doubtful"):
        risk.run(facts)
    with pytest.raises(RefusedError, match="第 2 行 substance"):
        risk.run_rows({"substance": ["苯", name], "land": ["class1"] * 2, "surface": [1.0] * 2})
    assert risk.run({**facts, "accept_doubtful": True}).needs_check
    own = risk.run({**facts, "rfdo": 0.0005, "sfo": 0.29, "saf": 0.5})
    assert not [step for step in own.steps if step.row.startswith("hj25_3_substances")]


def test_an_unknown_substance_is_refused_with_the_nearest_names_unless_its_toxicity_is_given() -> None:
    with pytest.raises(RefusedError, match=r"没有 苯并芘 的参数.*苯并"):
        risk.run({"substance": "苯并芘", "land": "class1", "surface": 1})
    own = {"substance": "砷", "land": "class1", "surface": 1.0, "sfo": 1.5}
    assert part(risk.run(own).outcome, "ois").cancer > 0
    with pytest.raises(RefusedError, match="参考剂量分配系数"):
        risk.run({**own, "rfdo": 0.0003})


@pytest.mark.parametrize("name", ["苯并（a）芘", "苯并(a)芘", "50-32-8", "Benzo(a)pyrene"])
def test_a_substance_is_found_under_its_usual_spellings(name: str) -> None:
    assert risk.run({"substance": name, "land": "class1", "surface": 1}).outcome.soil_cancer == pytest.approx(
        risk.run({"substance": "苯并[a]芘", "land": "class1", "surface": 1}).outcome.soil_cancer
    )


def test_groundwater_is_protected_only_where_its_limit_and_a_distribution_are_known() -> None:
    facts = {"substance": "苯", "land": "class1", "groundwater_limit": 0.01}
    outcome = control_value.run(facts).outcome
    ksw = (0.3 + 146 * 15 / 1700 * 1.5 + 0.227 * (1 - 1.5 / 2.65 - 0.3)) / 1.5
    dilution = 1 / (1 + 2500 * 200 / (30 * 4000))
    assert outcome.protection == pytest.approx(0.01 / min(dilution / ksw, 100 * 1.5 / (30 * 30)))
    assert (outcome.soil, outcome.soil_basis) == (outcome.protection, "protection")
    with pytest.raises(RefusedError, match="请给出 Kd"):
        control_value.run({**facts, "substance": "镉"})
    assert control_value.run({**facts, "substance": "镉", "kd": 75.0}).outcome.protection is not None


def test_every_step_of_the_norm_rests_on_a_row_and_the_result_is_to_be_checked() -> None:
    found = risk.run({"substance": "苯", "land": "class1", **MIXED})
    assert found.needs_check
    assert {step.norm for step in found.steps if step.row} == {"HJ 25.3-2019"}
    assert [step.what for step in found.steps if not step.row] == ["十个途径致癌风险合计", "十个途径危害商合计"]


def test_every_rule_that_is_used_is_told_somewhere() -> None:
    told = set()
    for land in ("class1", "class2"):
        facts = {"substance": "苯胺", "land": land}
        told |= {step.row for step in risk.run({**facts, **MIXED}).steps}
        told |= {step.row for step in risk.run({**facts, "surface": 1e-9}).steps}
        told |= {step.row for step in control_value.run({**facts, "groundwater_limit": 1.0}).steps}
    used = {f"hj25_3_rules:{row.number}" for row in table("hj25_3_rules").where(used="true")}
    assert used <= told


@given(cases)
@settings(max_examples=40)
def test_twice_the_concentration_is_twice_the_risk(facts: dict[str, Any]) -> None:
    twice = facts | {key: 2 * facts[key] for key in MIXED}
    one, two = risk.run(facts).outcome, risk.run(twice).outcome
    for name in ("soil_cancer", "soil_hazard", "water_cancer", "water_hazard"):
        before, after = getattr(one, name), getattr(two, name)
        assert (after is None) if before is None else after == pytest.approx(2 * before)


@given(cases, st.floats(0, 1e3))
@settings(max_examples=40)
def test_more_of_a_substance_never_makes_the_verdict_milder(facts: dict[str, Any], more: float) -> None:
    order = ["not_assessed", "acceptable", "unacceptable"]
    one, two = (risk.run(facts | {key: facts[key] + add for key in MIXED}).outcome for add in (0, more))
    for name in ("soil_verdict", "water_verdict"):
        assert order.index(getattr(one, name)) <= order.index(getattr(two, name))


@given(cases)
@settings(max_examples=40)
def test_the_risk_at_the_control_value_is_the_acceptable_one(facts: dict[str, Any]) -> None:
    site = {key: value for key, value in facts.items() if key not in MIXED}
    control = control_value.run(site).outcome
    for medium, fields, accepted in (("soil", ("surface", "subsurface"), 1), ("water", ("groundwater",), 1)):
        for kind, level in (("cancer", 1e-6), ("hazard", accepted)):
            value = getattr(control, f"{medium}_{kind}")
            if value is not None:
                outcome = risk.run({**site, **dict.fromkeys(fields, value)}).outcome
                assert getattr(outcome, f"{medium}_{kind}") == pytest.approx(level)


@given(cases, st.sampled_from(list(PATHWAYS)))
@settings(max_examples=40)
def test_a_pathway_that_is_off_has_no_share_and_the_rest_add_up(facts: dict[str, Any], code: str) -> None:
    outcome = risk.run({**facts, code: False}).outcome
    off = part(outcome, code)
    assert (off.cancer, off.hazard, off.cancer_share, off.hazard_share) == (0, 0, 0, 0)
    for codes, total in ((SOIL, outcome.soil_hazard), (WATER, outcome.water_hazard)):
        shares = sum(each.hazard_share for each in outcome.pathways if each.pathway in codes)
        assert shares == pytest.approx(1 if total else 0)


@given(st.lists(cases, min_size=1, max_size=8), st.randoms())
@settings(max_examples=25, deadline=None)
def test_many_cases_are_worked_out_as_one_by_one_in_any_order(given_cases: list[dict[str, Any]], random: Any) -> None:
    random.shuffle(given_cases)
    names = {name for each in given_cases for name in each}
    rows = {name: [each.get(name, True if name == "dgw" else None) for each in given_cases] for name in names}
    columns = risk.run_rows(rows).columns
    for at, facts in enumerate(given_cases):
        alone = risk.run(facts)
        for name in ("soil_cancer", "soil_hazard", "water_cancer", "water_hazard", "total_cancer"):
            value = getattr(alone.outcome, name)
            assert columns[name][at] == pytest.approx(np.nan if value is None else value, nan_ok=True)
        assert columns["soil_verdict"][at] == alone.outcome.soil_verdict
        assert [columns[f"cancer_share_{code}"][at] for code in PATHWAYS] == pytest.approx(
            [each.cancer_share for each in alone.outcome.pathways]
        )
        assert bool(columns["needs_check"][at]) == alone.needs_check


def test_control_values_of_many_are_those_of_each() -> None:
    rows: dict[str, list[Any]] = {
        "substance": ["苯", "镉", "滴滴涕"],
        "land": ["class1", "class2", "class1"],
        "BWa": [60.0, None, 70.0],
    }
    columns = control_value.run_rows(rows).columns
    for at in range(3):
        alone = control_value.run({key: column[at] for key, column in rows.items()}).outcome
        assert (columns["soil"][at], columns["soil_basis"][at]) == (pytest.approx(alone.soil), alone.soil_basis)
        assert columns["water"][at] == pytest.approx(alone.water)


def test_64_substances_by_ten_pathways_take_less_than_a_twentieth_of_a_second() -> None:
    rows = {"substance": SURE, "land": ["class1"] * len(SURE), **{key: [1.0] * len(SURE) for key in MIXED}}
    risk.run_rows(rows)
    seconds = []
    for _ in range(5):
        start = time.perf_counter()
        risk.run_rows(rows)
        seconds.append(time.perf_counter() - start)
    assert min(seconds) < 0.05
