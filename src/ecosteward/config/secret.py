"""The signing key of one installation."""

import os
import secrets
from pathlib import Path

from ecosteward.config.folders import make_data_folder


def secret_key(folder: Path) -> str:
    """Return the key kept in `folder/secret-key`, making it on the first call. Readable by its owner alone."""
    path = folder / "secret-key"
    make_data_folder(folder)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("ascii")
    with os.fdopen(descriptor, "w") as stream:
        stream.write(secrets.token_urlsafe(48))
    return path.read_text("ascii")
