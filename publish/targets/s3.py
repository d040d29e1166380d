"""S3-compatible object storage as a target; the credentials are found the way every tool for S3 finds them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from publish.release.compression import original_of
from publish.release.history import DeployError, Journal
from publish.release.plan import Group
from publish.targets.target import UploadSource
from view.hosting.media import cache_control, content_type
from view.settings.deploy_settings import Deploy

#: Larger files travel in parts.
_PARTS_FROM = 64 * 2**20
_ENCODINGS = {"gz": "gzip", "br": "br"}


class S3Target:
    """A bucket, or what lies below a prefix of it."""

    def __init__(self, address: str, settings: Deploy) -> None:
        parts = urlsplit(address)
        if not parts.netloc:
            raise DeployError(f'"{address}" names no bucket; write s3://bucket or s3://bucket/prefix')
        self._bucket = parts.netloc
        self._prefix = f"{parts.path.strip('/')}/".lstrip("/")
        self.name = f"s3://{self._bucket}/{self._prefix}".rstrip("/")
        self._connections = settings.connections
        config = Config(
            retries={"mode": "standard", "max_attempts": 5}, max_pool_connections=settings.connections,
            request_checksum_calculation="when_required", response_checksum_validation="when_required",
        )  # fmt: skip
        self._client: Any = boto3.client(
            "s3", endpoint_url=settings.s3_endpoint_url or None, region_name=settings.s3_region or None, config=config
        )

    def survey(self) -> dict[str, str]:
        """Every object below the prefix with its entity tag."""
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=self._prefix)
        try:
            return {
                one["Key"].removeprefix(self._prefix): one["ETag"] for page in pages for one in page.get("Contents", ())
            }
        except (BotoCoreError, ClientError) as error:
            raise self._failed(error) from None

    def read(self, path: str) -> bytes | None:
        """The bytes of an object."""
        try:
            answer = self._client.get_object(Bucket=self._bucket, Key=self._prefix + path)
            return answer["Body"].read()  # type: ignore[no-any-return]
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") == "NoSuchKey":
                return None
            raise self._failed(error) from None

    def apply(
        self, groups: Iterable[Group], wanted: Mapping[str, str], source: UploadSource, journal: Journal,
        done: Callable[[int], None],
    ) -> None:  # fmt: skip
        """Put and delete objects, several at once."""

        def one(group: Group) -> int:
            for path in group.drop:
                self._client.delete_object(Bucket=self._bucket, Key=self._prefix + path)
                journal.removed(path)
            for path in group.put:
                journal.put(path, wanted[path], self._put(path, source(wanted[path])))
            return len(group.drop) + len(group.put)

        try:
            with ThreadPoolExecutor(self._connections) as pool:
                for count in pool.map(one, groups):
                    done(count)
        except (BotoCoreError, ClientError, boto3.exceptions.S3UploadFailedError) as error:
            raise self._failed(error) from None

    def finish(self) -> None:
        """An object is whole or not there; nothing is left to tidy up."""

    def _put(self, path: str, source: Path) -> str:
        original = original_of(path)
        facts = {"ContentType": content_type(original or path), "CacheControl": cache_control(path)}
        if original:
            facts["ContentEncoding"] = _ENCODINGS[path.rpartition(".")[2]]
        place = {"Bucket": self._bucket, "Key": self._prefix + path}
        if source.stat().st_size < _PARTS_FROM:
            with source.open("rb") as body:
                return str(self._client.put_object(**place, Body=body, **facts)["ETag"])
        parts = TransferConfig(multipart_threshold=_PARTS_FROM, max_concurrency=self._connections)
        self._client.upload_file(str(source), *place.values(), ExtraArgs=facts, Config=parts)
        return str(self._client.head_object(**place)["ETag"])

    def _failed(self, error: Exception) -> DeployError:
        return DeployError(f"{self.name}: {error}; run the deploy again")
