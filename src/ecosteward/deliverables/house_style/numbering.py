"""One multilevel list per template, bound to the built-in heading styles."""

from typing import Any

from ecosteward.deliverables.house_style.fields import element
from ecosteward.deliverables.house_style.page import Numbering

NUMBER = "1"
# For each level: number format and text. `%1` is the number of level 1.
_LEVELS = {
    Numbering.OFFICIAL: (
        ("chineseCounting", "%1、"),
        ("chineseCounting", "（%2）"),
        ("decimal", "%3."),
        ("decimal", "（%4）"),
    ),
    Numbering.DECIMAL: (
        ("decimal", "%1"),
        ("decimal", "%1.%2"),
        ("decimal", "%1.%2.%3"),
        ("decimal", "（%4）"),
    ),
    Numbering.APPENDIX_F: (
        ("decimal", "F.%1"),
        ("decimal", "F.%1.%2"),
        ("decimal", "%3."),
        ("decimal", "（%4）"),
    ),
}


def define(document: Any, numbering: Numbering) -> None:
    """Make the list the document's only one. The heading styles refer to it by `NUMBER`."""
    part = document.part.numbering_part.element
    for old in list(part):
        part.remove(old)
    abstract = element("w:abstractNum", abstractNumId=0)
    abstract.append(element("w:multiLevelType", val="multilevel"))
    for level, (form, text) in enumerate(_LEVELS[numbering]):
        abstract.append(_level(level, form, text))
    part.append(abstract)
    number = element("w:num", numId=NUMBER)
    number.append(element("w:abstractNumId", val=0))
    part.append(number)


def _level(level: int, form: str, text: str) -> Any:
    made = element("w:lvl", ilvl=level)
    made.append(element("w:start", val=1))
    made.append(element("w:numFmt", val=form))
    made.append(element("w:pStyle", val=f"Heading{level + 1}"))
    made.append(element("w:suff", val="nothing" if text.endswith(("、", "）", ".")) else "space"))
    made.append(element("w:lvlText", val=text))
    made.append(element("w:lvlJc", val="left"))
    properties = element("w:pPr")
    properties.append(element("w:ind", left=0, firstLine=0))
    made.append(properties)
    return made
