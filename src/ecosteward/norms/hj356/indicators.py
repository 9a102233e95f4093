"""The indicators of HJ 356-2019, by name or by their code of HJ 212."""

from ecosteward.norms.kernel.errors import refuse
from ecosteward.norms.kernel.tables import Row, table


def indicator(name: str) -> Row:
    """Return an indicator's row. Raises RefusedError for one that the norm has not."""
    rows = table("hj356_indicators")
    for row in rows:
        if name in {row["indicator"], row["what"], *row["codes"].split("、")}:
            return row
    known = "、".join(row["what"] for row in rows)
    raise refuse("indicator", f"HJ 356 没有 {name}，应为 {known}", "监测指标")


def averaged(name: str) -> Row:
    """Return the row of an indicator that has an effective mean. Raises RefusedError for pH, temperature and flow."""
    row = indicator(name)
    if row["day_mean"] != "true":
        raise refuse("indicator", f"{row['what']}在 HJ 356 中没有有效日均值", "监测指标")
    return row


def weighed(name: str) -> Row:
    """Return the row of an indicator whose amounts are substituted. Raises RefusedError for the others."""
    row = indicator(name)
    if row["amount"] != "true":
        raise refuse("indicator", f"{row['what']}没有排放量，浓度和流量都不替代", "监测指标")
    return row
