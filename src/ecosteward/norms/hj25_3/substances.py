"""The substances (HJ 25.3-2019, annex B): toxicity and physico-chemical properties, each replaceable."""

import difflib
import unicodedata
from functools import cache
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from ecosteward.norms.kernel.columns import Columns
from ecosteward.norms.kernel.errors import Problem, RefusedError
from ecosteward.norms.kernel.facts import Facts, Quantity
from ecosteward.norms.kernel.tables import Row, table

TOXICITY = ("sfo", "iur", "rfdo", "rfc")
Own = float | None


class Properties(Facts):
    """The caller's own properties; what is not given is taken from the substance's row."""

    sfo: Annotated[Own, Quantity("经口摄入致癌斜率因子 SFo", "(kg·d)/mg", gt=0)] = None
    iur: Annotated[Own, Quantity("呼吸吸入单位致癌风险 IUR", "m³/mg", gt=0)] = None
    rfdo: Annotated[Own, Quantity("经口摄入参考剂量 RfDo", "mg/(kg·d)", gt=0)] = None
    rfc: Annotated[Own, Quantity("呼吸吸入参考浓度 RfC", "mg/m³", gt=0)] = None
    absgi: Annotated[Own, Quantity("消化道吸收效率因子 ABSgi", "", gt=0, le=1)] = None
    absd: Annotated[Own, Quantity("皮肤接触吸收效率因子 ABSd", "", gt=0, le=1)] = None
    saf: Annotated[Own, Quantity("暴露于土壤的参考剂量分配系数 SAF", "", gt=0, le=1)] = None
    waf: Annotated[Own, Quantity("该物质暴露于地下水的参考剂量分配比例", "", gt=0, le=1, help="不填取 WAF")] = None
    henry: Annotated[Own, Quantity("无量纲亨利常数 H", "", gt=0)] = None
    da: Annotated[Own, Quantity("空气中扩散系数 Da", "cm²/s", gt=0)] = None
    dw: Annotated[Own, Quantity("水中扩散系数 Dw", "cm²/s", gt=0)] = None
    koc: Annotated[Own, Quantity("土壤有机碳/土壤孔隙水分配系数 Koc", "cm³/g", gt=0)] = None
    kd: Annotated[Own, Quantity("土壤固相-水分配系数 Kd", "cm³/g", gt=0, help="给出则不由 Koc 计算")] = None
    kp: Annotated[Own, Quantity("皮肤渗透系数 Kp", "cm/h", gt=0)] = None


def rows_of(names: list[str], places: NDArray[np.intp], columns: Columns, single: bool) -> NDArray[np.object_]:
    """Return each row's substance: its row of the table, or None where all is the caller's own.

    A row whose toxicity is doubtful is used only where that is accepted; with own toxicity it is left out altogether.
    Raises RefusedError for an unknown name without own toxicity and for doubtful toxicity that was not accepted.
    """
    known = np.array([*map(find, names), None], dtype=object)[:-1]
    own = np.any([~np.isnan(columns[name]) for name in TOXICITY], axis=0)
    doubtful = np.array([row is not None and row.has("doubtful") for row in known], bool)[places]
    found: NDArray[np.object_] = known[places]
    absent = np.array([row is None for row in found], bool)
    problems = []
    for at in np.flatnonzero(~own & (absent | (doubtful & ~columns["accept_doubtful"]))):
        field = "substance" if single else f"第 {at + 1} 行 substance"
        problems.append(Problem(field, "污染物", _why(names[places[at]], found[at])))
    if problems:
        raise RefusedError(*problems)
    found[doubtful & ~columns["accept_doubtful"]] = None
    return found


def figures(rows: NDArray[np.object_], key: str) -> NDArray[np.float64]:
    """Return a column of the table for each row; NaN where the cell is empty or the substance the caller's own."""
    return np.array([row.figure(key) if row is not None and row.has(key) else np.nan for row in rows], np.float64)


@cache
def find(name: str) -> Row | None:
    """Return a substance by its name (as GB 36600 prints it), CAS number or English name; None where unknown."""
    return _by_name().get(_plain(name))


def _why(name: str, row: Row | None) -> str:
    if row is not None:
        return f"{name} 的毒性参数存疑（{row['doubtful']}）；请给出自己的毒性参数，或明确接受（accept_doubtful）"
    near = difflib.get_close_matches(_plain(name), _by_name(), n=3, cutoff=0.4)
    told = f"；相近的有 {'、'.join(dict.fromkeys(_by_name()[each]['name'] for each in near))}" if near else ""
    return f"没有 {name} 的参数，请用所列名称或 CAS 号，或给出自己的毒性参数{told}"


@cache
def _by_name() -> dict[str, Row]:
    return {_plain(row[key]): row for row in table("hj25_3_substances") for key in ("name", "cas", "name_en")}


def _plain(name: str) -> str:
    text = unicodedata.normalize("NFKC", name).lower()
    return text.replace("[", "(").replace("]", ")").replace(" ", "").replace("′", "'").replace("’", "'")
