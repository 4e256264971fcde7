# SPDX-License-Identifier: Apache-2.0
"""A file arrives whole and right, or not at all, whatever the server does."""

import hashlib
import random
import time
from dataclasses import replace
from pathlib import Path

import pytest

from steelyard.simulator.data.fetch import ArchiveError, Fetcher
from tests.simulator.data.server import PART, STALL, Files

NAME = "data/spot/ETHUSDT-1h-2021-05.zip"
CONTENT = random.Random(5).randbytes(900_000)


def put(files: Files, *behaviour: str) -> None:
    files.add(NAME, CONTENT)
    files.behaviour[NAME] = list(behaviour)


def assert_arrived(target: Path) -> None:
    assert target.read_bytes() == CONTENT
    assert [path.name for path in target.parent.iterdir()] == [target.name]


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "spot" / "ETHUSDT-1h-2021-05.zip"


def test_a_file_arrives(files: Files, fetcher: Fetcher, target: Path) -> None:
    put(files)
    assert fetcher.fetch(NAME, target)
    assert_arrived(target)


def test_a_file_that_is_there_is_not_fetched_again(files: Files, fetcher: Fetcher, target: Path) -> None:
    put(files)
    assert fetcher.fetch(NAME, target)
    files.seen.clear()
    assert fetcher.fetch(NAME, target)
    assert [one.path for one in files.seen] == [f"{NAME}.CHECKSUM"]


def test_a_file_that_the_archive_mended_is_fetched_again(files: Files, fetcher: Fetcher, target: Path) -> None:
    files.add(NAME, b"with an error")
    assert fetcher.fetch(NAME, target)
    put(files)
    assert fetcher.fetch(NAME, target)
    assert_arrived(target)


def test_a_file_that_the_archive_took_away_stays(files: Files, fetcher: Fetcher, target: Path) -> None:
    put(files)
    assert fetcher.fetch(NAME, target)
    files.content.clear()
    assert fetcher.fetch(NAME, target)
    assert_arrived(target)


def test_goes_on_where_the_connection_broke(files: Files, fetcher: Fetcher, target: Path) -> None:
    put(files, "break", "break")
    assert fetcher.fetch(NAME, target)
    assert_arrived(target)
    assert files.begins(NAME) == [0, PART, 2 * PART]


def test_goes_on_with_what_an_earlier_run_left(files: Files, fetcher: Fetcher, target: Path) -> None:
    put(files, "break", "break", "break")
    with pytest.raises(ArchiveError, match="3 times"):
        fetcher.fetch(NAME, target)
    assert not target.exists()
    assert fetcher.fetch(NAME, target)
    assert_arrived(target)
    assert files.begins(NAME) == [0, PART, 2 * PART, 3 * PART]


def test_begins_anew_where_the_server_knows_no_ranges(files: Files, fetcher: Fetcher, target: Path) -> None:
    put(files, "break", "range")
    assert fetcher.fetch(NAME, target)
    assert_arrived(target)


@pytest.mark.parametrize("left", [b"of another file", CONTENT + b"more", b"x" * len(CONTENT)])
def test_what_is_left_of_another_file_does_no_harm(files: Files, fetcher: Fetcher, target: Path, left: bytes) -> None:
    put(files)
    target.parent.mkdir()
    target.with_name(f"{target.name}.part").write_bytes(left)
    assert fetcher.fetch(NAME, target)
    assert_arrived(target)


@pytest.mark.parametrize("status", ["500", "503", "429"])
def test_asks_again_after_a_fault_that_may_pass(files: Files, fetcher: Fetcher, target: Path, status: str) -> None:
    put(files, status)
    files.behaviour[f"{NAME}.CHECKSUM"] = [status, status]
    assert fetcher.fetch(NAME, target)
    assert_arrived(target)


def test_gives_up_after_the_last_attempt(files: Files, fetcher: Fetcher, target: Path) -> None:
    put(files, "500", "500", "500")
    with pytest.raises(ArchiveError, match="500 Internal Server Error, 3 times"):
        fetcher.fetch(NAME, target)
    assert len(files.begins(NAME)) == 3


def test_waits_longer_each_time(files: Files, fetcher: Fetcher, target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr(time, "sleep", waits.append)
    put(files, *["502"] * 3)
    assert replace(fetcher, attempts=4, backoff=0.5).fetch(NAME, target)
    assert waits == [0.5, 1.0, 2.0]


def test_a_refusal_is_final(files: Files, fetcher: Fetcher, target: Path) -> None:
    put(files, "403")
    with pytest.raises(ArchiveError, match="403 Forbidden"):
        fetcher.fetch(NAME, target)
    assert len(files.begins(NAME)) == 1


def test_a_wrong_checksum_never_gets_the_name(files: Files, fetcher: Fetcher, target: Path) -> None:
    files.add(NAME, CONTENT, digest="ab" * 32)
    with pytest.raises(ArchiveError, match=f"SHA-256 is {hashlib.sha256(CONTENT).hexdigest()} instead of {'ab' * 32}"):
        fetcher.fetch(NAME, target)
    assert not list(target.parent.iterdir())


def test_what_does_not_exist(files: Files, fetcher: Fetcher, target: Path) -> None:
    assert not fetcher.fetch(NAME, target)
    assert files.seen == [(f"{NAME}.CHECKSUM", 0)]


def test_a_checksum_without_its_file(files: Files, fetcher: Fetcher, target: Path) -> None:
    put(files)
    del files.content[NAME]
    assert not fetcher.fetch(NAME, target)
    assert not target.exists()


def test_asks_again_where_the_server_keeps_silent(files: Files, fetcher: Fetcher, target: Path) -> None:
    put(files, "stall")
    assert replace(fetcher, timeout=STALL / 2).fetch(NAME, target)
    assert_arrived(target)
    assert files.begins(NAME)[:2] == [0, 0]


def test_no_server(fetcher: Fetcher, target: Path) -> None:
    with pytest.raises(ArchiveError, match="3 times"):
        replace(fetcher, base="http://127.0.0.1:1").fetch(NAME, target)
