import os
import stat
from pathlib import Path

from ecosteward.config.folders import SYSTEM_FOLDER, data_folder, make_data_folder, reachable_by_all


def test_the_named_folder_is_used_by_everybody(tmp_path: Path) -> None:
    for uid in (0, 1000):
        assert data_folder({"ECOSTEWARD_DATA": "/srv/huan"}, tmp_path, uid) == Path("/srv/huan")


def test_a_relative_name_does_not_depend_on_where_a_later_process_runs(tmp_path: Path) -> None:
    assert data_folder({"ECOSTEWARD_DATA": "shuju"}, tmp_path, 1000).is_absolute()


def test_an_ordinary_user_keeps_data_in_the_project(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    assert data_folder({}, tmp_path, 1000) == tmp_path / "var"


def test_root_keeps_data_in_the_project_where_others_can_pass() -> None:
    assert data_folder({}, Path("/srv"), 0) == Path("/srv/var")


def test_root_leaves_a_closed_home_for_the_system_folder(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    assert data_folder({}, tmp_path / "project", 0) == SYSTEM_FOLDER


def test_a_new_data_folder_can_be_passed_but_not_listed_whatever_the_mask(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        make_data_folder(tmp_path / "data")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o711


def test_a_data_folder_that_is_there_keeps_its_rights(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(mode=0o700)
    make_data_folder(tmp_path / "data")
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700


def test_one_closed_folder_on_the_way_is_enough_to_be_out_of_reach(tmp_path: Path) -> None:
    (tmp_path / "closed" / "open").mkdir(parents=True)
    (tmp_path / "closed").chmod(0o700)
    assert not reachable_by_all(tmp_path / "closed" / "open" / "pg")
