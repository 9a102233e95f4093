"""The file store in a bucket."""

from contextlib import AbstractContextManager
from typing import Any

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from s3transfer.exceptions import RetriesExceededError
from storages.backends.s3 import S3Storage

from ecosteward.files.storage import told_as_lost

# Seconds. A server that is gone must not hold a page for minutes.
_NETWORK = Config(connect_timeout=5, read_timeout=15, retries={"total_max_attempts": 2, "mode": "standard"})


class ObjectStorage(S3Storage):  # type: ignore[misc]  # untyped
    """Keeps files in a bucket, and tells in words when it does not answer."""

    def get_default_settings(self) -> dict[str, Any]:
        """Return the settings of the parent with a shorter patience."""
        return {**super().get_default_settings(), "client_config": _NETWORK}

    def exists(self, name: str) -> bool:
        """Tell whether a name is kept."""
        with _asking():
            return bool(super().exists(name))

    def size(self, name: str) -> int:
        """Return a kept file's bytes."""
        with _asking():
            return int(super().size(name))

    def sizes(self) -> dict[str, int]:
        """Return everything kept, with its bytes: a thousand at a time, so that a large bucket is listed in minutes."""
        with _asking():
            return {item.key: item.size for item in self.bucket.objects.all()}

    def delete(self, name: str) -> None:
        """Delete what is kept under a name."""
        with _asking():
            super().delete(name)

    def _open(self, name: str, mode: str = "rb") -> File[bytes]:
        with _asking():
            opened: File[bytes] = super()._open(name, mode)
            opened.open()  # fetched here, so that a fault is told here
            return opened

    def _save(self, name: str, content: File[bytes]) -> str:
        with _asking():
            return str(super()._save(name, content))


def _asking() -> AbstractContextManager[None]:
    return told_as_lost(BotoCoreError, ClientError, Boto3Error, RetriesExceededError, OSError)
