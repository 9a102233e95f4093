"""Word fields and small pieces of WordprocessingML that python-docx has no words for."""

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn


def element(tag: str, /, **attributes: object) -> Any:
    """Return a new element such as `w:keepNext`, its attributes in the same namespace (`w_type` is `w:type`)."""
    made = OxmlElement(tag)
    for key, value in attributes.items():
        prefix, _, local = key.partition("_") if "_" in key else ("w", "", key)
        made.set(qn(f"{prefix}:{local}"), str(value))
    return made


def field(paragraph: Any, instruction: str, shown: str = "1") -> None:
    """Add a complex field to a paragraph, showing a value until Word counts for itself."""
    _mark(paragraph, "begin")
    code = paragraph.add_run()
    text = element("w:instrText")
    text.set(qn("xml:space"), "preserve")
    text.text = f" {instruction} "
    code._r.append(text)  # noqa: SLF001  # python-docx's documented way to the XML
    _mark(paragraph, "separate")
    paragraph.add_run(shown)
    _mark(paragraph, "end")


def _mark(paragraph: Any, kind: str) -> None:
    paragraph.add_run()._r.append(element("w:fldChar", fldCharType=kind))  # noqa: SLF001


def fonts(properties: Any, east_asian: str, latin: str) -> None:
    """Set a style's or run's fonts for Chinese and for Latin script, and let no theme override them."""
    found = properties.find(qn("w:rFonts"))
    if found is not None:
        properties.remove(found)
    properties.insert(0, element("w:rFonts", ascii=latin, hAnsi=latin, eastAsia=east_asian, cs=latin))
