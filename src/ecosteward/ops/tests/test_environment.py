from pathlib import Path

import pytest

from ecosteward.ops.environment import EnvironmentFailedError, ensure


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "base.txt").write_text("")
    return tmp_path


def test_an_environment_is_made_once_and_again_when_half_made_or_outdated(project: Path) -> None:
    python = ensure(project, "base")
    mark = project / ".venv" / "mark"
    stamp = project / ".venv" / "ecosteward-lock"

    mark.touch()
    assert ensure(project, "base") == python
    assert mark.exists(), "an up-to-date environment is used as it is"

    stamp.write_text("unfinished")
    ensure(project, "base")
    assert not mark.exists(), "a half-made environment is never used"

    mark.touch()
    (project / "requirements" / "base.txt").write_text("# another lock\n")
    ensure(project, "base")
    assert not mark.exists(), "an environment of another lock is never used"


def test_a_failed_installation_is_told_and_leaves_nothing_usable(
    project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (project / "requirements" / "base.txt").write_text("nonsense @ file:///nonexistent\n")
    with pytest.raises(EnvironmentFailedError, match="PIP_INDEX_URL"):
        ensure(project, "base")
    assert (project / ".venv" / "ecosteward-lock").read_text() == "unfinished"


def test_an_environment_somebody_else_made_is_left_alone(project: Path) -> None:
    (project / ".venv" / "bin").mkdir(parents=True)
    with pytest.raises(EnvironmentFailedError, match="不是本程序建立的"):
        ensure(project, "base")
    assert (project / ".venv" / "bin").exists()
