"""Whether files can be kept in the object store that the settings name, found out before the site is served."""

from botocore.exceptions import ClientError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from ecosteward.files.object_storage import ObjectStorage
from ecosteward.files.storage import LostStoreError

_PROBE = "ecosteward-probe"


class UnusableStoreError(Exception):
    """Files can not be kept there; the message is for the user, in Chinese."""


def check_object_store() -> None:
    """Keep a few bytes in the object store and take them away again. Raises UnusableStoreError; no matter on a disk."""
    if not isinstance(default_storage, ObjectStorage):
        return
    try:
        default_storage.save(_PROBE, ContentFile(b"ok"))
        default_storage.delete(_PROBE)
    except LostStoreError as error:
        raise UnusableStoreError(_words(error.__cause__, default_storage.bucket_name)) from error


def _words(cause: BaseException | None, bucket: str) -> str:
    if isinstance(cause, ClientError):
        return _refused(str(cause.response.get("Error", {}).get("Code", "")), bucket)
    return f"连不上对象存储，请检查 ECOSTEWARD_S3_ENDPOINT、ECOSTEWARD_S3_KEY、ECOSTEWARD_S3_SECRET 和网络：{cause}"


def _refused(code: str, bucket: str) -> str:
    if code == "NoSuchBucket":
        return f"对象存储里没有存储桶“{bucket}”，请先建好，或检查 ECOSTEWARD_S3_BUCKET 和 ECOSTEWARD_S3_REGION。"
    return (
        f"对象存储拒绝写入存储桶“{bucket}”（{code}）。"
        "请检查 ECOSTEWARD_S3_KEY、ECOSTEWARD_S3_SECRET，以及这对密钥是否可以读、写、删除其中的文件。"
    )
