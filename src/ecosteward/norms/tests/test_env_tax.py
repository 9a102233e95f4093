"""Environmental protection tax."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.norms.env_tax import EQUIVALENTS, outlet
from ecosteward.norms.env_tax_other import noise, small, solid
from ecosteward.norms.kernel.errors import RefusedError
from ecosteward.norms.kernel.tables import table

AIR = [row["item"] for row in table(EQUIVALENTS) if row["medium"] == "air"]
WATER = [row["item"] for row in table(EQUIVALENTS) if row["medium"] in {"water1", "water2"}]


def air(*pollutants: tuple[str, float], **change: Any) -> dict[str, Any]:
    items = [{"name": name, "amount": amount} for name, amount in pollutants]
    return {"medium": "air", "pollutants": items, "rate": 4.8} | change


def water(*pollutants: tuple[str, float], **change: Any) -> dict[str, Any]:
    return air(*pollutants) | {"medium": "water", "rate": 5.6} | change


def test_the_annex_has_114_values() -> None:
    counts = {medium: len(table(EQUIVALENTS).where(medium=medium)) for medium in ("air", "water1", "water2", "special")}
    assert counts == {"air": 44, "water1": 10, "water2": 51, "special": 9}


@pytest.mark.parametrize(
    ("medium", "item", "value"),
    [
        ("air", "一般性粉尘", 4),
        ("air", "甲醛", 0.09),
        ("water2", "甲醛", 0.125),
        ("air", "烟尘", 2.18),
        ("water1", "总汞", 0.0005),
        ("water2", "氨氮", 0.8),
    ],
)
def test_values_that_circulate_wrongly_are_as_printed(medium: str, item: str, value: float) -> None:
    assert table(EQUIVALENTS).one(medium=medium, item=item).figure("equivalent") == value


def test_total_nitrogen_is_not_taxed() -> None:
    with pytest.raises(RefusedError, match="没有 总氮，不征环境保护税"):
        outlet.run(water(("总氮", 10)))


def test_the_three_highest_of_air_are_taxed() -> None:
    found = outlet.run(air(("二氧化硫", 95), ("氮氧化物", 190), ("烟尘", 21.8), ("一氧化碳", 16.7))).outcome
    assert [(each.name, each.counted) for each in found.pollutants] == [
        ("氮氧化物", True),
        ("二氧化硫", True),
        ("烟尘", True),
        ("一氧化碳", False),
    ]
    assert found.tax == pytest.approx((200 + 100 + 10) * 4.8)


def test_of_water_five_of_class_one_and_three_of_the_others_are_taxed() -> None:
    first = [("总汞", 0.0005), ("总镉", 0.01), ("总铬", 0.12), ("六价铬", 0.08), ("总砷", 0.1), ("总铅", 0.15)]
    second = [("悬浮物", 4), ("氨氮", 1.6), ("总磷", 0.75), ("石油类", 0.4)]
    found = outlet.run(water(*first, *second)).outcome
    left_out = {each.name for each in found.pollutants if not each.counted}
    assert left_out == {"总汞", "悬浮物(SS)"}
    assert found.tax == pytest.approx((2 + 3 + 4 + 5 + 6 + 2 + 3 + 4) * 5.6)


def test_only_one_of_the_oxygen_demands_is_taxed_and_the_choice_is_to_be_checked() -> None:
    result = outlet.run(water(("化学需氧量", 100), ("生化需氧量", 40), ("总有机碳", 20), ("氨氮", 8)))
    assert {each.name for each in result.outcome.pollutants if each.counted} == {"化学需氧量(CODcr)", "氨氮"}
    assert any("取当量数最大" in step.what for step in result.steps if not step.verified)


@pytest.mark.parametrize(
    ("ph", "equivalents"),
    [
        (0.5, 1000 / 0.06),
        (1, 1000 / 0.125),
        (4.9, 1000),
        (5, 200),
        (5.99, 200),
        (9.01, 1000),
        (10, 1000),
        (10.01, 2000),
        (12, 4000),
        (13, 8000),
        (13.5, 1000 / 0.06),
        (14, 1000 / 0.06),
    ],
)
def test_the_bands_of_ph_are_closed_towards_the_neutral_side_as_the_note_says(ph: float, equivalents: float) -> None:
    found = outlet.run(water(sewage={"volume": 1000, "ph": ph})).outcome
    assert found.pollutants[0].equivalents == pytest.approx(equivalents)


@pytest.mark.parametrize("ph", [6, 7, 9])
def test_neutral_water_is_not_taxed(ph: float) -> None:
    assert outlet.run(water(sewage={"volume": 1000, "ph": ph})).outcome.tax == 0


def test_colour_counts_by_water_and_times_over_and_one_of_coliform_and_chlorine() -> None:
    sewage = {"volume": 100, "colour": 2, "coliform_over": True, "chlorine": True}
    found = outlet.run(water(sewage=sewage)).outcome
    assert {each.name: each.equivalents for each in found.pollutants if each.counted} == pytest.approx(
        {"色度": 40, "大肠菌群数(超标)": 100 / 3.3}
    )


@pytest.mark.parametrize(
    ("ratio", "over", "share"),
    [(0.71, False, 1), (0.7, False, 1), (0.69, False, 0.75), (0.5, False, 0.75), (0.49, False, 0.5), (0.1, True, 1)],
)
def test_a_low_concentration_lessens_the_tax_unless_something_was_over(
    ratio: float, share: float, *, over: bool
) -> None:
    facts = air(over_limit=over) | {"pollutants": [{"name": "二氧化硫", "amount": 95, "ratio": ratio}]}
    assert outlet.run(facts).outcome.tax == pytest.approx(480 * share)


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        (air(("二氧化硫", 1), rate=13), "应在法定幅度 1.2 至 12 元之间"),
        (air(("二氧化硫", 1), rate=None, region="某省"), "没有收录 某省 的适用税额"),
        (air(("二氧化硫", 1), ("二氧化硫", 2)), "填了两次"),
        (air(("二氧化硫", -1)), "应不小于 0"),
        (air(("氨氮", 1)), "没有 氨氮"),
        (air(sewage={"volume": 1}), "大气排放口没有污水"),
    ],
)
def test_what_cannot_be_taxed_is_refused(facts: dict[str, Any], told: str) -> None:
    with pytest.raises(RefusedError) as refused:
        outlet.run(facts)
    assert told in str(refused.value)


@given(st.dictionaries(st.sampled_from(AIR), st.floats(0, 1e5), min_size=1, max_size=8), st.randoms())
def test_the_order_of_the_pollutants_does_not_matter(amounts: dict[str, float], random: Any) -> None:
    pairs = list(amounts.items())
    before = outlet.run(air(*pairs)).outcome.tax
    random.shuffle(pairs)
    assert outlet.run(air(*pairs)).outcome.tax == pytest.approx(before)


@given(st.dictionaries(st.sampled_from(WATER), st.floats(0, 1e4), min_size=1, max_size=9), st.floats(0, 1e4))
def test_more_of_a_pollutant_never_lessens_the_tax(amounts: dict[str, float], more: float) -> None:
    name = next(iter(amounts))
    before = outlet.run(water(*amounts.items())).outcome.tax
    after = outlet.run(water(*(amounts | {name: amounts[name] + more}).items())).outcome.tax
    assert before <= after + 0.02


@pytest.mark.parametrize(
    ("facts", "equivalents"),
    [
        ({"kind": "cattle", "number": 50}, 0),
        ({"kind": "cattle", "number": 51}, 510),
        ({"kind": "pig", "number": 501}, 501),
        ({"kind": "poultry", "number": 6000}, 200),
        ({"kind": "small_firm", "sewage": 180}, 100),
        ({"kind": "catering", "sewage": 50}, 100),
        ({"kind": "hospital_sterile", "number": 20}, 0),
        ({"kind": "hospital_sterile", "number": 140}, 1000),
        ({"kind": "hospital_plain", "number": 100, "sewage": 140}, 100),
    ],
)
def test_small_dischargers_are_taxed_above_their_scale(facts: dict[str, Any], equivalents: float) -> None:
    found = small.run(facts | {"rate": 5.6}).outcome
    assert found.equivalents == pytest.approx(equivalents)
    assert found.tax == pytest.approx(equivalents * 5.6)


@pytest.mark.parametrize("facts", [{"kind": "cattle"}, {"kind": "catering"}, {"kind": "hospital_plain", "sewage": 9}])
def test_a_small_discharger_without_its_number_is_refused(facts: dict[str, Any]) -> None:
    with pytest.raises(RefusedError):
        small.run(facts | {"rate": 5.6})


def test_solid_waste_is_taxed_by_what_was_left() -> None:
    facts = {"kind": "危险废物", "produced": 10, "used": 2, "stored": 3, "disposed": 4}
    assert solid.run(facts).outcome.tax == 1000
    with pytest.raises(RefusedError, match="大于产生量"):
        solid.run(facts | {"produced": 5})


@pytest.mark.parametrize(
    ("place", "tax"),
    [
        ({"day": 0}, 0),
        ({"day": 1}, 350),
        ({"day": 3.4}, 350),
        ({"day": 3.5}, 700),
        ({"day": 12}, 2800),
        ({"day": 15}, 5600),
        ({"day": 16}, 11200),
        ({"day": 40}, 11200),
        ({"day": 5, "night": 8}, 2100),
        ({"day": 5, "day_days": 14}, 350),
        ({"day": 5, "day_days": 15}, 700),
        ({"day": 5, "two_spots_beyond_100m": True}, 1400),
    ],
)
def test_noise_is_taxed_by_decibels_days_and_border(place: dict[str, Any], tax: float) -> None:
    assert noise.run({"places": [place]}).outcome.tax == tax


def test_noise_of_several_places_adds_up() -> None:
    assert noise.run({"places": [{"day": 1}, {"night": 4}]}).outcome.by_place == (350, 700)
