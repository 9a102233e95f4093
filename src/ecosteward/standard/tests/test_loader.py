"""A malformed edition refuses to load and names the file and the field."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from ecosteward.standard import loader, queries

Spoil = Callable[[str, str, str], None]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(loader.EDITIONS / queries.EDITION, tmp_path / "copy")
    return tmp_path


@pytest.fixture
def spoil(root: Path) -> Spoil:
    """Replace the first occurrence of a text in a file of the copied edition."""

    def replace(file: str, old: str, new: str) -> None:
        path = root / "copy" / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return replace


def refusal(root: Path) -> str:
    with pytest.raises(loader.EditionError) as caught:
        loader.load("copy", root)
    return str(caught.value)


def test_an_unspoilt_copy_loads_and_equals_the_edition(root: Path) -> None:
    assert loader.load("copy", root) == queries.edition()


def test_a_missing_edition_is_named(tmp_path: Path) -> None:
    with pytest.raises(loader.EditionError, match="没有版本“nowhere”"):
        loader.load("nowhere", tmp_path)


def test_a_missing_table_is_named(root: Path) -> None:
    (root / "copy" / "g.yaml").unlink()
    assert "g.yaml: 文件不存在" in refusal(root)


def test_a_service_without_a_name_is_refused_with_file_and_field(root: Path, spoil: Spoil) -> None:
    spoil("services/b1_05_discharge_permit.yaml", "name: 排污许可证服务\n", "")
    assert "services/b1_05_discharge_permit.yaml: name" in refusal(root)


def test_a_misspelt_field_is_refused_with_file_and_place(root: Path, spoil: Spoil) -> None:
    spoil("b2.yaml", "evidence:", "evidense:")
    assert "b2.yaml: 第1行.items.第1行.evidense" in refusal(root)


def test_an_unknown_severity_is_refused(root: Path, spoil: Spoil) -> None:
    spoil("b2.yaml", "severity: 重大", "severity: 很严重")
    assert "b2.yaml: 第1行.items.第1行.severity" in refusal(root)


def test_a_norm_outside_the_registry_is_refused(root: Path, spoil: Spoil) -> None:
    spoil("services/b1_05_discharge_permit.yaml", "norms: [HJ 942, HJ 944]", "norms: [HJ 9999]")
    assert "B1.05: norms: “HJ 9999”不在标准登记册中" in refusal(root)


def test_a_document_outside_table_e1_is_refused(root: Path, spoil: Spoil) -> None:
    spoil("services/b1_05_discharge_permit.yaml", "slots: [E.3-1", "slots: [E.10-1")
    assert "B1.05: slots: 没有存档项“E.10-1”" in refusal(root)


def test_a_standing_row_for_a_service_that_is_not_there_is_refused(root: Path, spoil: Spoil) -> None:
    spoil("d.yaml", "C.3-1", "C.3-2")
    assert "D.3: stands_for: 没有服务“C.3-2”" in refusal(root)


def test_a_slip_beside_nothing_is_refused(root: Path, spoil: Spoil) -> None:
    spoil("slips.yaml", "refs: [R.9.2]", "refs: [R.9.9]")
    assert "slips.yaml: S.01: refs: 没有“R.9.9”" in refusal(root)


def test_a_duty_of_law_that_is_not_listed_is_refused(root: Path, spoil: Spoil) -> None:
    spoil("b2.yaml", "law: [L.95, L.107]", "law: [L.95, L.1]")
    assert "B2.01.01: law: 没有“L.1”" in refusal(root)


def test_a_working_norm_beside_nothing_is_refused(root: Path, spoil: Spoil) -> None:
    spoil("norms.yaml", "beside: [HJ/T 394]", "beside: [HJ 394]")
    assert "beside: “HJ 394”未登记" in refusal(root)


def test_an_id_given_twice_is_refused(root: Path, spoil: Spoil) -> None:
    spoil("e.yaml", "{id: E.2-2,", "{id: E.2-1,")
    assert "编号重复：E.2-1" in refusal(root)


def test_editions_of_a_norm_that_leave_a_gap_are_refused(root: Path, spoil: Spoil) -> None:
    spoil("norms.yaml", "replaced_on: 2021-07-01", "replaced_on: 2021-06-01")
    assert "GB 18599: GB 18599-2001 的废止日应等于 GB 18599-2020 的实施日" in refusal(root)


def test_a_key_written_twice_is_refused(root: Path, spoil: Spoil) -> None:
    spoil("services/b1_05_discharge_permit.yaml", "id: B1.05\n", "id: B1.05\nid: B1.06\n")
    assert "b1_05_discharge_permit.yaml: 键重复：id" in refusal(root)


def test_broken_yaml_is_refused_with_its_file(root: Path, spoil: Spoil) -> None:
    spoil("f.yaml", "sections:", "sections: [")
    assert refusal(root).startswith("f.yaml:")


def test_a_table_under_another_name_is_refused(root: Path, spoil: Spoil) -> None:
    spoil("f.yaml", "sections:", "chapters:")
    assert "f.yaml: 只应有一个顶层键“sections”" in refusal(root)


def test_numbers_are_not_mistaken_for_yes_or_no(root: Path) -> None:
    assert loader.load("copy", root).services[0].no == "1"
