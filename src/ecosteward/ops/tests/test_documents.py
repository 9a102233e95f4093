import re

from ecosteward.config.folders import project_folder

_VARIABLE = re.compile(r"\bECOSTEWARD_[A-Z0-9_]+[A-Z0-9]\b")


def _read_by_the_product() -> set[str]:
    root = project_folder()
    files = [path for path in (root / "src").rglob("*.py") if "tests" not in path.parts]
    return {name for path in (*files, root / "steward") for name in _VARIABLE.findall(path.read_text("utf-8"))}


def test_the_settings_page_lists_every_setting_and_no_other() -> None:
    page = (project_folder() / "docs" / "settings.md").read_text("utf-8")
    assert set(_VARIABLE.findall(page)) == _read_by_the_product()


def test_both_readmes_open_with_purpose_picture_and_the_two_commands() -> None:
    for name in ("README.md", "README.zh-CN.md"):
        text = (project_folder() / name).read_text("utf-8")
        order = [text.index(part) for part in ("docs/images/home.png", "./steward up --demo", "./steward test")]
        assert order == sorted(order)


def test_the_links_between_our_documents_lead_somewhere() -> None:
    root = project_folder()
    for page in (*root.glob("*.md"), *(root / "docs").rglob("*.md")):
        text = page.read_text("utf-8")
        links = re.findall(r"\[[^\]]*\]\((?!https?://|#)([^)#]+)", text) + re.findall(r'<img src="([^"]+)"', text)
        assert [link for link in links if not (page.parent / link).exists()] == [], page.name
