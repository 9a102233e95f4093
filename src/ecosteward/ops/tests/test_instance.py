import multiprocessing
import os
from pathlib import Path

import pytest

from ecosteward.ops.instance import AlreadyRunningError, Running, only_one


def test_a_second_site_on_the_same_data_is_told_where_the_first_is(tmp_path: Path) -> None:
    with only_one(tmp_path, "http://127.0.0.1:8000"):
        with pytest.raises(AlreadyRunningError) as refused, only_one(tmp_path, "http://127.0.0.1:9000"):
            pass
        assert refused.value.running == Running(os.getpid(), "http://127.0.0.1:8000")


def test_another_data_folder_is_another_site(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    with only_one(tmp_path / "a", "x"), only_one(tmp_path / "b", "y") as was_killed:
        assert not was_killed


def test_after_an_orderly_end_the_next_site_knows_of_no_death(tmp_path: Path) -> None:
    with only_one(tmp_path, "x"):
        pass
    with only_one(tmp_path, "x") as was_killed:
        assert not was_killed


def test_an_end_by_error_is_an_orderly_end(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), only_one(tmp_path, "x"):
        raise ZeroDivisionError
    with only_one(tmp_path, "x") as was_killed:
        assert not was_killed


def _die_holding(folder: Path) -> None:
    with only_one(folder, "x"):
        os._exit(1)


def test_a_killed_site_leaves_no_lock_and_the_next_knows_it_was_killed(tmp_path: Path) -> None:
    holder = multiprocessing.get_context("spawn").Process(target=_die_holding, args=(tmp_path,))
    holder.start()
    holder.join()
    with only_one(tmp_path, "x") as was_killed:
        assert was_killed
