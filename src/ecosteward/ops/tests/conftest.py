import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def data_folder() -> Iterator[Path]:
    """Give an empty data folder that the embedded server's own user can reach, as pytest's `tmp_path` is not."""
    folder = Path(tempfile.mkdtemp(prefix="es-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


def heed_interrupts() -> None:
    """Let the process about to start heed an interrupt, which tests run in the background were told to ignore."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
