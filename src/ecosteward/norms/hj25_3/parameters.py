"""The parameters of the models (HJ 25.3-2019, annex G): each with its recommended value, each replaceable."""

from typing import Annotated

from ecosteward.norms.kernel.facts import Facts, Quantity
from ecosteward.norms.kernel.tables import Row, table

DAYS_A_YEAR = 365
RECOMMENDED: dict[str, Row] = {row["key"]: row for row in table("hj25_3_parameters")}


def _own(key: str, **limits: float) -> Quantity:
    """Return the field of a parameter: label and unit from the table, the range it can have from here."""
    row = RECOMMENDED[key]
    values = "、".join(f"{land} {row[column]}" for land, column in _LANDS if row.has(column))
    return Quantity(row["label"], row["unit"], **limits, help=f"{row['symbol']}；不填取推荐值：{values}")


_LANDS = (("第一类用地", "class1"), ("第二类用地", "class2"))
Own = float | None


class Parameters(Facts):
    """The caller's own values; what is not given is taken from the table."""

    A: Annotated[Own, _own("A", gt=0)] = None
    d: Annotated[Own, _own("d", gt=0)] = None
    dsub: Annotated[Own, _own("dsub", ge=0)] = None
    LS: Annotated[Own, _own("LS", gt=0)] = None
    Lgw: Annotated[Own, _own("Lgw", gt=0)] = None
    Delta_air: Annotated[Own, _own("Delta_air", gt=0)] = None
    Delta_gw: Annotated[Own, _own("Delta_gw", gt=0)] = None
    fom: Annotated[Own, _own("fom", ge=0, le=1000)] = None
    hcap: Annotated[Own, _own("hcap", ge=0)] = None
    hv: Annotated[Own, _own("hv", ge=0)] = None
    I_water: Annotated[Own, _own("I_water", gt=0)] = None
    PM10: Annotated[Own, _own("PM10", ge=0)] = None
    Pws: Annotated[Own, _own("Pws", gt=0, lt=1)] = None
    Rho_b: Annotated[Own, _own("Rho_b", gt=0, lt=10)] = None
    Rho_s: Annotated[Own, _own("Rho_s", gt=0, lt=10)] = None
    Theta_acap: Annotated[Own, _own("Theta_acap", gt=0, lt=1)] = None
    Theta_wcap: Annotated[Own, _own("Theta_wcap", gt=0, lt=1)] = None
    Uair: Annotated[Own, _own("Uair", gt=0)] = None
    Ugw: Annotated[Own, _own("Ugw", ge=0)] = None
    W: Annotated[Own, _own("W", gt=0)] = None
    Ab: Annotated[Own, _own("Ab", gt=0)] = None
    Delta_P: Annotated[Own, _own("Delta_P", ge=0)] = None
    Eit: Annotated[Own, _own("Eit", gt=0, le=1)] = None
    ER: Annotated[Own, _own("ER", gt=0)] = None
    K_v: Annotated[Own, _own("K_v", ge=0)] = None
    LB: Annotated[Own, _own("LB", gt=0)] = None
    Lcrack: Annotated[Own, _own("Lcrack", gt=0)] = None
    Tau: Annotated[Own, _own("Tau", gt=0, le=200)] = None
    Theta_acrack: Annotated[Own, _own("Theta_acrack", gt=0, lt=1)] = None
    Theta_wcrack: Annotated[Own, _own("Theta_wcrack", gt=0, lt=1)] = None
    X_crack: Annotated[Own, _own("X_crack", gt=0)] = None
    Z_crack: Annotated[Own, _own("Z_crack", gt=0)] = None
    ABSo: Annotated[Own, _own("ABSo", ge=0, le=1)] = None
    ACR: Annotated[Own, _own("ACR", gt=0, lt=1)] = None
    AHQ: Annotated[Own, _own("AHQ", gt=0)] = None
    ATca: Annotated[Own, _own("ATca", gt=0)] = None
    ATnc: Annotated[Own, _own("ATnc", gt=0)] = None
    BWa: Annotated[Own, _own("BWa", gt=0, le=300)] = None
    BWc: Annotated[Own, _own("BWc", gt=0, le=300)] = None
    DAIRa: Annotated[Own, _own("DAIRa", gt=0)] = None
    DAIRc: Annotated[Own, _own("DAIRc", ge=0)] = None
    EDa: Annotated[Own, _own("EDa", gt=0, le=100)] = None
    EDc: Annotated[Own, _own("EDc", gt=0, le=100)] = None
    EFa: Annotated[Own, _own("EFa", ge=0, le=DAYS_A_YEAR)] = None
    EFc: Annotated[Own, _own("EFc", ge=0, le=DAYS_A_YEAR)] = None
    EFIa: Annotated[Own, _own("EFIa", ge=0, le=DAYS_A_YEAR)] = None
    EFIc: Annotated[Own, _own("EFIc", ge=0, le=DAYS_A_YEAR)] = None
    EFOa: Annotated[Own, _own("EFOa", ge=0, le=DAYS_A_YEAR)] = None
    EFOc: Annotated[Own, _own("EFOc", ge=0, le=DAYS_A_YEAR)] = None
    Ev: Annotated[Own, _own("Ev", ge=0)] = None
    fspi: Annotated[Own, _own("fspi", ge=0, le=1)] = None
    fspo: Annotated[Own, _own("fspo", ge=0, le=1)] = None
    GWCRa: Annotated[Own, _own("GWCRa", ge=0)] = None
    GWCRc: Annotated[Own, _own("GWCRc", ge=0)] = None
    Ha: Annotated[Own, _own("Ha", gt=0, le=300)] = None
    Hc: Annotated[Own, _own("Hc", gt=0, le=300)] = None
    OSIRa: Annotated[Own, _own("OSIRa", ge=0)] = None
    OSIRc: Annotated[Own, _own("OSIRc", ge=0)] = None
    PIAF: Annotated[Own, _own("PIAF", ge=0, le=1)] = None
    SAEa: Annotated[Own, _own("SAEa", ge=0)] = None
    SAEc: Annotated[Own, _own("SAEc", ge=0)] = None
    SERa: Annotated[Own, _own("SERa", ge=0, le=1)] = None
    SERc: Annotated[Own, _own("SERc", ge=0, le=1)] = None
    SSARa: Annotated[Own, _own("SSARa", ge=0)] = None
    SSARc: Annotated[Own, _own("SSARc", ge=0)] = None
    WAF: Annotated[Own, _own("WAF", gt=0, le=1)] = None
    tc: Annotated[Own, _own("tc", ge=0, le=24)] = None
    ta: Annotated[Own, _own("ta", ge=0, le=24)] = None
