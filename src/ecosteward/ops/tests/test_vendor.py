import json
import re

from ecosteward.config.folders import project_folder
from ecosteward.ops import vendor

_HOST = re.compile(r"https?://|--(extra-)?index-url|--find-links|file:|registry", re.IGNORECASE)


def test_the_vendored_files_are_those_of_the_manifest() -> None:
    assert json.loads(vendor.MANIFEST.read_text("utf-8")) == vendor.digests()


def test_nothing_lies_in_the_vendor_folder_that_no_package_accounts_for() -> None:
    known = {package.name for package in vendor.PACKAGES} | {"manifest.json", "README.md"}
    assert {path.name for path in vendor.FOLDER.iterdir()} == known


def test_every_vendored_package_has_its_licence_beside_it() -> None:
    for package in vendor.PACKAGES:
        assert "copyright" in (vendor.FOLDER / package.name / "LICENSE").read_text("utf-8").lower()


def test_no_vendored_file_asks_for_a_file_we_do_not_carry() -> None:
    for path in vendor.FOLDER.rglob("*.css"):
        wanted = re.findall(r"url\([\"']?(?!data:|#|%23)([^\"')]+)", path.read_text("utf-8"))
        assert [name for name in wanted if not (path.parent / name).is_file()] == []
    for path in (*vendor.FOLDER.rglob("*.js"), *vendor.FOLDER.rglob("*.css")):
        assert "sourceMappingURL" not in path.read_text("utf-8")


def test_neither_locks_nor_manifest_name_where_packages_were_fetched() -> None:
    locks = sorted((project_folder() / "requirements").glob("*.txt"))
    assert len(locks) == 2
    for path in (*locks, vendor.MANIFEST):
        assert _HOST.findall(path.read_text("utf-8")) == []


def test_every_locked_package_has_a_hash() -> None:
    for path in (project_folder() / "requirements").glob("*.txt"):
        pinned = re.findall(r"^\S+==\S+.*?(?=^\S|\Z)", path.read_text("utf-8"), re.MULTILINE | re.DOTALL)
        assert len(pinned) > 40
        assert [entry for entry in pinned if "--hash=sha256:" not in entry] == []
