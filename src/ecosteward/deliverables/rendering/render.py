"""From a template and data to a .docx."""

import io
from collections.abc import Callable, Mapping
from typing import Any

from docx import Document
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import TemplateError
from jinja2.exceptions import SecurityError

from ecosteward.deliverables.kinds.base import Mark, Photo
from ecosteward.deliverables.rendering import finish
from ecosteward.deliverables.rendering.sandbox import environment

Pictures = Callable[[str], bytes | None]
NO_PICTURE = "（照片文件缺失）"


class TemplateFaultError(ValueError):
    """The template cannot be filled; says why in Chinese."""


def render(template: bytes, mark: Mark, data: Any, words: Mapping[str, str], pictures: Pictures) -> bytes:
    """Fill a template.

    Args:
        template: bytes of the .docx.
        mark: number, title, people and dates; a draft is marked as one on every page.
        data: the kind's data.
        words: the author's words by place.
        pictures: returns a photograph's bytes for a digest, or None.

    Raises:
        TemplateFaultError: the template asks for something there is not, or that it may not have.

    """
    page = DocxTemplate(io.BytesIO(template))
    made = environment()

    def picture(photo: Photo, width: float = 72) -> object:
        content = pictures(photo.sha256) if photo.sha256 else None
        return InlineImage(page, io.BytesIO(content), width=Mm(width)) if content else NO_PICTURE

    made.filters["picture"] = picture
    try:
        page.render({"doc": mark, "data": data, "words": words}, made)
    except SecurityError as error:
        raise TemplateFaultError(f"模板做了不允许的事：{error}") from error
    except (TemplateError, TypeError) as error:
        raise TemplateFaultError(f"模板无法填写：{error}") from error
    out = io.BytesIO()
    page.save(out)
    document = Document(io.BytesIO(out.getvalue()))
    finish.finish(document, mark, company=data.agency.name)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
