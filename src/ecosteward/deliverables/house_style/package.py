"""The parts of a .docx around its text: leaves out what is not ours, names the fonts and what stands in for them."""

import datetime as dt
import io
import zipfile
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml

from ecosteward.deliverables.house_style.page import FALLBACK, LATIN

_UNWANTED = ("stylesWithEffects", "customXml", "thumbnail")
_BUILT = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)  # the same in every build, so that builds can be compared
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def strip(document: Any) -> None:
    """Drop the parts of python-docx's own default template that a reader would find odd."""
    for relations in (document.part.rels, document.part.package.rels):
        for key, relation in list(relations.items()):
            if any(word in relation.reltype for word in _UNWANTED):
                del relations[key]
    properties = document.core_properties
    properties.author = properties.title = properties.comments = properties.last_modified_by = ""
    properties.created = properties.modified = _BUILT
    properties.language = "zh-CN"


def name_fonts(document: Any) -> None:
    """Write the font table: each Chinese font with what Word shows where it is not installed."""
    rows = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/><w:family w:val="{family}"/></w:font>'
        for name, (other, family) in FALLBACK.items()
    )
    latin = f'<w:font w:name="{LATIN}"><w:charset w:val="00"/><w:family w:val="roman"/></w:font>'
    xml = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts xmlns:w="{_W}">{rows}{latin}</w:fonts>'
    parse_xml(xml.encode())  # a slip here would be found by Word only
    for relation in document.part.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.FONT_TABLE:
            relation.target_part._blob = xml.encode()  # noqa: SLF001  # an opaque part to python-docx


def packed(document: Any) -> bytes:
    """Return a template's bytes: the same for the same template, so that a build without a change changes nothing."""
    draft, out = io.BytesIO(), io.BytesIO()
    document.save(draft)
    with zipfile.ZipFile(draft) as parts, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name in parts.namelist():
            part = zipfile.ZipInfo(name, _BUILT.timetuple()[:6])
            part.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(part, parts.read(name))
    return out.getvalue()
