from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws
from storages.backends.s3 import S3Storage

from ecosteward.ops.object_store import UnusableStoreError, check_object_store


@pytest.fixture
def store(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Keep files in a bucket that nobody has made yet."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    options = {"bucket_name": "huan", "region_name": "us-east-1", "file_overwrite": True}
    backend = {"BACKEND": "ecosteward.files.object_storage.ObjectStorage", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "default": backend}
    with mock_aws():
        yield boto3.resource("s3", region_name="us-east-1")


def test_a_bucket_that_takes_files_is_left_as_it_was(store: Any) -> None:
    bucket = store.create_bucket(Bucket="huan")
    check_object_store()
    assert list(bucket.objects.all()) == []


def test_a_bucket_that_is_not_there_is_told_by_name(store: Any) -> None:
    with pytest.raises(UnusableStoreError, match="没有存储桶“huan”，请先建好"):
        check_object_store()


def test_a_refused_key_is_told_with_the_settings_to_look_at(store: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise ClientError({"Error": {"Code": "SignatureDoesNotMatch"}}, "PutObject")

    monkeypatch.setattr(S3Storage, "_save", refuse)
    with pytest.raises(UnusableStoreError, match=r"SignatureDoesNotMatch.*ECOSTEWARD_S3_KEY"):
        check_object_store()


def test_a_server_that_does_not_answer_is_told(store_lost: Callable[[], None]) -> None:
    store_lost()
    with pytest.raises(UnusableStoreError, match="连不上对象存储"):
        check_object_store()
