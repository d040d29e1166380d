"""Deploys to S3: moto's server on loopback, the real command, killed at random moments."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

from publish.release.history import DeployError
from tests.machine import PROJECT
from tests.publish.conftest import BASE, Publisher, pages_of, without_place
from tests.publish.killing import KILLS, kill_at_random
from view.settings.deploy_settings import Deploy

pytestmark = pytest.mark.thorough

BUILD = PROJECT / "build.py"


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, Any]]:
    """The server's address, and a client that sees a bucket of it."""
    for name, value in (
        ("AWS_ACCESS_KEY_ID", "k"),
        ("AWS_SECRET_ACCESS_KEY", "s"),
        ("AWS_DEFAULT_REGION", "us-east-1"),
    ):
        monkeypatch.setenv(name, value)
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        address = f"http://{host}:{port}"
        client = boto3.client("s3", endpoint_url=address)
        client.create_bucket(Bucket="risk")
        yield address, client
    finally:
        server.stop()


def objects(client: Any) -> dict[str, bytes]:
    pages = client.get_paginator("list_objects_v2").paginate(Bucket="risk", Prefix="www/")
    keys = [one["Key"] for page in pages for one in page.get("Contents", ())]
    return {key.removeprefix("www/"): client.get_object(Bucket="risk", Key=key)["Body"].read() for key in keys}


def test_deploy_change_guard_rollback(make_publisher: Callable[..., Publisher], bucket: tuple[str, Any]) -> None:
    address, client = bucket
    publisher = make_publisher("s3://risk/www", Deploy(s3_endpoint_url=address, connections=4))
    publisher.deploy()
    first = without_place(objects(client))
    assert pages_of(first) == pages_of(publisher.site.tree())
    home = client.get_object(Bucket="risk", Key="www/index.html")
    assert (home["ContentType"], home["CacheControl"]) == ("text/html; charset=utf-8", "public, max-age=60")
    packed = client.get_object(Bucket="risk", Key="www/index.html.br")
    assert (packed["ContentType"], packed["ContentEncoding"]) == ("text/html; charset=utf-8", "br")
    style = next(path for path in first if path.startswith("assets/style.") and path.endswith(".css"))
    assert "immutable" in client.get_object(Bucket="risk", Key=f"www/{style}")["CacheControl"]
    assert publisher.deploy().plan.files == 0
    publisher.site.bulletin("2026/11/新", "正文。").remove("content/risk/2026/10/b05.md").build()
    publisher.deploy()
    assert pages_of(objects(client)) == pages_of(publisher.site.tree())
    publisher.rollback()
    assert without_place(objects(client)) == first
    for number in (0, 1, 2, 3, 4, 6, 7, 8, 9, 10):
        publisher.site.remove(f"content/risk/2026/10/b{number:02d}.md")
    publisher.site.build()
    with pytest.raises(DeployError, match="max_removed_share"):
        publisher.deploy()


def test_large_files_travel_in_parts(
    make_publisher: Callable[..., Publisher], bucket: tuple[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, client = bucket
    monkeypatch.setattr("publish.targets.s3._PARTS_FROM", 2000)
    publisher = make_publisher("s3://risk/www", Deploy(s3_endpoint_url=address, connections=4))
    publisher.deploy()
    assert pages_of(objects(client)) == pages_of(publisher.site.tree())
    assert publisher.deploy().plan.files == 0  # their entity tags are known, too


def test_killed_at_random_it_goes_on(publisher: Publisher, bucket: tuple[str, Any]) -> None:
    address, client = bucket
    publisher.site.settings(f'base_url = "{BASE}"\n[deploy]\ns3_endpoint_url = "{address}"\nconnections = 2\n').build()
    command = [sys.executable, str(BUILD), "--root", str(publisher.site.root), "deploy", "s3://risk/www"]
    chance = random.Random(11)  # noqa: S311 - moments, not secrets
    killed = [kill_at_random(command[1:], chance, 40) for _ in range(KILLS)]
    assert killed[0]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert pages_of(objects(client)) == pages_of(publisher.site.tree())


def test_a_bucket_that_is_not_there_is_said(make_publisher: Callable[..., Publisher], bucket: tuple[str, Any]) -> None:
    with pytest.raises(DeployError, match="NoSuchBucket"):
        make_publisher("s3://nowhere", Deploy(s3_endpoint_url=bucket[0])).deploy()
    with pytest.raises(DeployError, match="names no bucket"):
        make_publisher("s3:///nowhere").deploy()
