"""The signing key of one installation."""

import os
import secrets
from pathlib import Path


def secret_key(folder: Path) -> str:
    """Return the key kept in `folder/secret-key`, making it on the first call. Readable by its owner alone."""
    path = folder / "secret-key"
    folder.mkdir(mode=0o711, parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("ascii")
    with os.fdopen(descriptor, "w") as stream:
        stream.write(secrets.token_urlsafe(48))
    return path.read_text("ascii")
