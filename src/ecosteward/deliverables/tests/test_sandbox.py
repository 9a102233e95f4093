"""A template shows, repeats and chooses. It reaches nothing else."""

import io
import zipfile
from collections.abc import Callable

import docx
import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from ecosteward.accounts.door import RefusedError
from ecosteward.accounts.models import Organisation, User
from ecosteward.clients.models import Client
from ecosteward.deliverables import services
from ecosteward.deliverables.kinds import kind
from ecosteward.deliverables.models import Document, Template
from ecosteward.deliverables.queries import in_use
from ecosteward.deliverables.rendering.check import faults
from ecosteward.deliverables.rendering.render import TemplateFaultError, render
from ecosteward.deliverables.rendering.sample import sample, sample_mark
from ecosteward.deliverables.tests.conftest import content_of, text_of, word

COVER = kind("archive_cover")


def saying(*lines: str) -> bytes:
    """Return a Word file of these lines."""
    paper, out = docx.Document(), io.BytesIO()
    for line in lines:
        paper.add_paragraph(line)
    paper.save(out)
    return out.getvalue()


def with_part(content: bytes, name: str, body: bytes) -> bytes:
    """Return the Word file with one part more, or replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, body)
    return out.getvalue()


ESCAPES = [
    "{{ ''.__class__ }}",
    "{{ ''['__class__'] }}",
    "{{ data.__class__.__mro__ }}",
    "{{ data.agency.__init__.__globals__ }}",
    "{{ doc.title.upper() }}",
    "{{ doc.title.format(doc) }}",
    "{{ ''.join(['a']) }}",
    "{{ self }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ lipsum.__globals__ }}",
    "{{ range(999999999) }}",
    "{{ 'a' * 999999999 }}",
    "{{ 9 ** 9 ** 9 }}",
    "{{ doc.title|attr('__class__') }}",
    "{{ doc.title|safe }}",
    "{{ data.rows|map(attribute='__class__')|list }}",
    "{% include '/etc/passwd' %}",
    "{% import 'os' as os %}",
    "{% extends 'x' %}",
    "{% set x = doc %}{{ x.__class__ }}",
    "{% macro m() %}{% endmacro %}{{ m() }}",
    "{% autoescape false %}{{ doc.title }}{% endautoescape %}",
    "".join(f"{{% for {name} in data.rows %}}" for name in "abcde") + "x" + "{% endfor %}" * 5,
]


@pytest.mark.parametrize("escape", ESCAPES)
def test_a_template_that_tries_to_break_out_is_refused_before_it_runs(escape: str) -> None:
    found = faults(saying("{{ doc.number }}", escape), COVER)
    assert found
    assert all(any("\u4e00" <= char <= "\u9fff" for char in fault) for fault in found)


@pytest.mark.parametrize(
    "escape",
    ["{{ ''.__class__ }}", "{{ doc.__init__.__globals__ }}", "{{ doc.title.upper.__self__ }}", "{{ nothing }}"],
)
def test_even_unchecked_it_reaches_nothing(escape: str) -> None:
    with pytest.raises(TemplateFaultError):
        render(saying(escape), sample_mark(COVER), sample(COVER), {}, lambda _: None)


def test_every_unknown_variable_is_named_in_chinese_at_once() -> None:
    lines = (
        "{{ doc.nummer }}",
        "{{ data.client.nam }}",
        "{% for row in data.rows %}{{ row.nein }}{% endfor %}",
        "{{ words.foo }}",
    )
    assert faults(saying(*lines), COVER) == [
        f"没有「{name}」这个变量，请对照变量表修改"
        for name in ("doc.nummer", "data.client.nam", "row.nein", "words.foo")
    ]


def test_a_loop_left_open_is_explained() -> None:
    assert (
        "没有收尾，请在它管到的地方之后补上 {% endfor %}"
        in faults(saying("{% for row in data.rows %}{{ row.no }}"), COVER)[0]
    )


@pytest.mark.parametrize(
    "broken", ["{% foo %}", "{% endif %}", "{{ doc.number", "{{ doc。number }}", "{% if %}x{% endif %}"]
)
def test_a_tag_written_wrong_is_explained_in_chinese_alone(broken: str) -> None:
    (said,) = faults(saying("{{ doc.number }}", broken), COVER)
    assert "标签写法有误" in said
    assert "expected" not in said.lower()


def test_a_filter_that_is_not_there_is_named() -> None:
    assert faults(saying("{{ doc.title|upper }}"), COVER) == ["没有「upper」这个过滤器"]


def test_macros_controls_and_outside_references_are_refused() -> None:
    good = saying("{{ doc.number }}")
    assert "宏" in faults(with_part(good, "word/vbaProject.bin", b"x"), COVER)[0]
    assert "宏" in faults(with_part(good, "word/embeddings/oleObject1.bin", b"x"), COVER)[0]
    types = zipfile.ZipFile(io.BytesIO(good)).read("[Content_Types].xml")
    macro = types.replace(b"wordprocessingml.document.main+xml", b"ms-word.document.macroEnabled.main+xml")
    assert any("宏" in fault for fault in faults(with_part(good, "[Content_Types].xml", macro), COVER))
    away = b'<Relationships><Relationship Id="r" Type="x/attachedTemplate" Target="http://x" TargetMode="External"/></Relationships>'
    assert "外部" in faults(with_part(good, "word/_rels/settings.xml.rels", away), COVER)[0]
    entity = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
    assert "外部实体" in faults(with_part(good, "customXml/item9.xml", entity), COVER)[0]
    far = entity.replace(b"<!DOCTYPE", b"<!--" + b"x" * 5000 + b"--><!DOCTYPE")
    assert "外部实体" in faults(with_part(good, "customXml/item9.xml", far), COVER)[0]


def test_a_word_file_damaged_inside_is_refused_with_what_to_do() -> None:
    good = saying("{{ doc.number }}")
    broken = zipfile.ZipFile(io.BytesIO(good)).read("word/document.xml").replace(b"</w:body>", b"</w:bod>")
    assert "内部结构损坏" in faults(with_part(good, "word/document.xml", broken), COVER)[0]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"%PDF-1.4", zipfile.ZipFile, b"\xd0\xcf\x11\xe0"])
def test_what_is_no_word_file_is_refused_with_what_to_do(content: object) -> None:
    if content is zipfile.ZipFile:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as package:
            package.writestr("a.txt", "x")
        content = out.getvalue()
    assert isinstance(content, bytes)
    assert "另存" in faults(content, COVER)[0]


def test_a_word_file_without_a_variable_is_no_template() -> None:
    assert "没有变量" in faults(saying("只有文字"), COVER)[0]


HOSTILE = "甲&乙<w:t>\"'</w:t>{{ doc.number }}{% if %}\x00\x07\x0b\x0c\x1b]]>\ufffe丙"


def test_hostile_characters_in_data_are_text_and_nothing_else(
    technician: User, enterprise: Client, report: Document
) -> None:
    services.change(technician, report, title=report.title, words={"risk": HOSTILE + "\n第二段\t末"})
    paper = word(content_of(report))
    texts = [paragraph.text for paragraph in paper.paragraphs]
    place = texts.index("风险提示与政策预警") + 1
    assert texts[place] == "甲&乙<w:t>\"'</w:t>{{ doc.number }}{% if %}]]>丙"
    assert texts[place + 1] == "第二段 末"
    assert paper.paragraphs[place + 1].style.style_id == "BodyText"


def test_the_template_sent_out_comes_back_unchanged_and_passes() -> None:
    for name in ("archive_cover", "summary", "survey_report", "evaluation_table"):
        assert faults(kind(name).template.read_bytes(), kind(name)) == []


def test_the_director_replaces_a_template_for_all_or_for_one_client(
    director: User, technician: User, agency: Organisation, enterprise: Client, journal_rows: Callable[[], int]
) -> None:
    before = journal_rows()
    services.upload_template(director, agency, "archive_cover", ContentFile(saying("甲 {{ doc.number }}"), "甲.docx"))
    assert journal_rows() == before + 2  # the file and the template
    document = services.draft(technician, enterprise, "archive_cover")
    assert f"甲 {document.number}" in text_of(word(content_of(document)))
    upload = ContentFile(saying("乙 {{ doc.number }}"), "乙.docx")
    services.upload_template(director, agency, "archive_cover", upload, client=enterprise)
    assert f"乙 {document.number}" in text_of(word(content_of(document)))
    assert in_use(COVER, agency.pk, None).version.startswith("本机构 V1 ")
    assert in_use(COVER, agency.pk, enterprise.pk).version.startswith("服务对象专用 V1 ")
    services.upload_template(director, agency, "archive_cover", ContentFile(saying("丙 {{ doc.title }}"), "丙.docx"))
    assert [each.retired for each in Template.objects.filter(client=None).order_by("revision")] == [True, False]
    for template in Template.objects.filter(retired=False):
        services.retire_template(director, template, "改回内置")
    assert in_use(COVER, agency.pk, enterprise.pk).version.startswith("内置 ")


@pytest.mark.parametrize("who", ["technician", "quality_lead", "project_lead", "contact", "stranger"])
def test_nobody_else_replaces_a_template(
    who: str, agency: Organisation, journal_rows: Callable[[], int], request: pytest.FixtureRequest
) -> None:
    person: User = request.getfixturevalue(who)
    before = journal_rows()
    with pytest.raises(RefusedError):
        services.upload_template(person, agency, "archive_cover", ContentFile(saying("{{ doc.number }}"), "a.docx"))
    assert journal_rows() == before
    assert not Template.objects.exists()


def test_a_refused_template_changes_nothing(
    director: User, agency: Organisation, journal_rows: Callable[[], int]
) -> None:
    before = journal_rows()
    for name, content in (("a.docm", saying("{{ doc.number }}")), ("a.docx", saying("{{ doc.x }}")), ("a.docx", b"")):
        with pytest.raises(ValidationError):
            services.upload_template(director, agency, "archive_cover", ContentFile(content, name))
    assert journal_rows() == before


def test_an_agencys_code_begins_its_numbers(
    director: User, technician: User, agency: Organisation, enterprise: Client
) -> None:
    with pytest.raises(ValidationError):
        services.set_code(director, agency, "清源")
    services.set_code(director, agency, "qyhb")
    assert services.draft(technician, enterprise, "problem_list").number.startswith("QYHB-WT-")


def test_a_tag_that_word_split_over_runs_still_works() -> None:
    paper, out = docx.Document(), io.BytesIO()
    paragraph = paper.add_paragraph()
    for piece in ("{", "{ doc.", "num", "ber }", "}"):
        paragraph.add_run(piece).bold = len(piece) % 2 == 0
    noise = OxmlElement("w:proofErr")
    noise.set(qn("w:type"), "spellStart")
    paragraph._p.insert(2, noise)
    paper.save(out)
    assert faults(out.getvalue(), COVER) == []
