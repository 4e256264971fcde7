# SPDX-License-Identifier: Apache-2.0
"""The check of the lock finds every hole that is put into a small one, and asks pip what it says it asks."""

import json
import subprocess
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from tools import check_lock
from tools.check_lock import (
    BUILT,
    PYTHONS,
    Needs,
    Pin,
    active,
    environment_of,
    hole_faults,
    index_faults,
    needs_of,
    offered_faults,
    pin_faults,
    read_pins,
    roots,
    stale_faults,
)

HASH = "0" * 64
LOCK = f"""# a licence
coverage==7.17.3 \\
    --hash=sha256:{HASH} \\
    --hash=sha256:{"1" * 64}
numpy==2.4 ; python_full_version < '3.12' \\
    --hash=sha256:{HASH}
numpy==2.5 ; python_full_version >= '3.12' \\
    --hash=sha256:{HASH}
pytest-cov==7.1.0 \\
    --hash=sha256:{HASH}
"""
ASKED = [Requirement("pytest_cov"), Requirement("numpy>=2.4"), Requirement("pywin32; sys_platform == 'win32'")]
LINUX_311, LINUX_314 = environment_of("3.11", "linux"), environment_of("3.14", "linux")


def needs(*packages: str, python: str = "") -> Needs:
    return Needs(SpecifierSet(python), [Requirement(one) for one in packages])


KNOWN = {
    ("pytest-cov", "7.1.0"): needs("coverage[toml]>=7.10.6", "tomli; python_version < '3.11'", "tox; extra == 'dev'"),
    ("coverage", "7.17.3"): needs("numpy; extra == 'toml'", "tomli; extra == 'other'"),
}


def test_a_whole_lock_passes() -> None:
    pins = read_pins(LOCK)
    assert [(pin.name, pin.version, len(pin.hashes)) for pin in pins] == [
        ("coverage", "7.17.3", 2),
        ("numpy", "2.4", 1),
        ("numpy", "2.5", 1),
        ("pytest-cov", "7.1.0", 1),
    ]
    assert [pin.version for pin in active(pins, LINUX_314)] == ["7.17.3", "2.5", "7.1.0"]
    assert pin_faults(pins) == []
    for place in (LINUX_311, LINUX_314):
        assert hole_faults(pins, ASKED, KNOWN, place) == []


@pytest.mark.parametrize(
    ("hole", "fault"),
    [
        ("coverage==7.17.3", "pytest-cov 7.1.0 requires coverage>=7.10.6, the lock has none"),
        ("pytest-cov==7.1.0", "pyproject.toml requires pytest_cov, the lock has none"),
        ("numpy==2.5", "coverage 7.17.3 requires numpy, the lock has none"),
    ],
)
def test_what_is_missing_is_named_even_behind_an_extra(hole: str, fault: str) -> None:
    pins = [pin for pin in read_pins(LOCK) if f"{pin.name}=={pin.version}" != hole]
    faults = hole_faults(pins, ASKED, KNOWN, LINUX_314)
    assert any(one.startswith(f"Python 3.14 on linux: {fault}: renew") for one in faults), faults


def test_a_pin_too_old_a_wrong_python_and_another_platform_are_named() -> None:
    pins = read_pins(LOCK)
    old = KNOWN | {("coverage", "7.17.3"): needs("numpy>=2.5; extra == 'toml'", python=">=3.12")}
    assert [one.partition(": ")[2].partition(": ")[0] for one in hole_faults(pins, ASKED, old, LINUX_311)] == [
        "coverage 7.17.3 requires Python >=3.12",
        "coverage 7.17.3 requires numpy>=2.5, the lock has 2.4",
    ]
    assert hole_faults(pins, ASKED, old, LINUX_314) == []
    [windows] = hole_faults(pins, ASKED, KNOWN, environment_of("3.14", "win32"))
    assert "on win32: pyproject.toml requires pywin32, the lock has none" in windows


def test_every_pin_needs_a_hash_and_one_version() -> None:
    more = f"numpy==2.6 ; python_full_version >= '3.14' \\\n    --hash=sha256:{HASH}\nidna==3\n"
    faults = pin_faults(read_pins(LOCK + more))
    assert "idna 3 has no hash" in faults[0]
    assert all("numpy is locked twice for Python 3.14" in one for one in faults[1:]) and len(faults) == 4


def test_what_is_installed_must_be_what_is_locked() -> None:
    pins = read_pins(LOCK)
    here = [("coverage", "7.17.3"), ("numpy", "2.5"), ("pytest-cov", "7.1.0"), ("mine", "1")]
    assert stale_faults(pins, here, LINUX_314) == []
    assert stale_faults(pins, here[1:], LINUX_311) == [
        "coverage: none is installed, 7.17.3 locked: run `make setup`",
        "numpy: 2.5 is installed, 2.4 locked: run `make setup`",
    ]


def test_roots_are_what_pyproject_asks_for() -> None:
    extras = {"dev": ["pytest"], "cluster": ["distributed"]}
    project = {"build-system": {"requires": ["hatchling"]}, "project": {"dependencies": ["numpy"]}}
    project["project"]["optional-dependencies"] = extras  # type: ignore[assignment]
    assert {one.name for one in roots(project)} == {"hatchling", "numpy", "pytest", "distributed"}


def report(pins: list[Pin], requires: dict[str, list[str]] | None = None) -> dict[str, Any]:
    """What pip says of `pins`, each with the first of its hashes, and of what they require."""
    return {
        "install": [
            {
                "metadata": {
                    "name": pin.name,
                    "version": pin.version,
                    "requires_dist": (requires or {}).get(pin.name, []),
                },
                "download_info": {
                    "url": f"file:/{pin.name}-{pin.version}.whl",
                    "archive_info": {"hashes": {"sha256": sorted(pin.hashes)[0]}},
                },
            }
            for pin in pins
        ]
    }


def test_what_the_index_lacks_or_offers_otherwise_is_named() -> None:
    pins = active(read_pins(LOCK), LINUX_314)
    assert offered_faults("3.14", pins, report(pins)) == []
    offer = report(pins[1:])
    offer["install"][0]["download_info"]["archive_info"]["hashes"]["sha256"] = "f" * 64
    missing, other = offered_faults("3.14", pins, offer)
    assert missing.startswith("Python 3.14: the index offers no coverage 7.17.3: ")
    assert other.startswith("Python 3.14: the hash of numpy-2.5.whl is not locked: ")


def test_the_index_is_asked_for_every_python(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, list[str]] = {}

    def pip(command: list[str], env: dict[str, str], **_: object) -> subprocess.CompletedProcess[str]:
        python = command[command.index("--python-version") + 1]
        with open(command[-1]) as file:
            asked[python] = file.read().split()
        assert f"--no-binary={','.join(BUILT.get(python, ()))}" in command and env["PIP_CONSTRAINT"] == "/dev/null"
        offer = report(active(read_pins(LOCK), environment_of(python, "linux")), {"numpy": ["coverage>8"]})
        return subprocess.CompletedProcess(command, 0, json.dumps(offer), "")

    monkeypatch.setattr(subprocess, "run", pip)
    faults = index_faults(read_pins(LOCK), ASKED[:2])
    assert asked == dict.fromkeys(PYTHONS, ["coverage==7.17.3", "numpy==2.5", "pytest-cov==7.1.0"]) | {
        "3.11": ["coverage==7.17.3", "numpy==2.4", "pytest-cov==7.1.0"]
    }
    assert [one.partition(": ")[2] for one in faults] == [
        f"numpy {version} requires coverage>8, the lock has 7.17.3: {check_lock.RENEW}"
        for version in ("2.4", "2.5", "2.5", "2.5")
    ]


def test_where_pip_finds_nothing_its_words_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    failed = subprocess.CompletedProcess([], 1, "", "ERROR: No matching distribution found for coverage")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: failed)
    with pytest.raises(SystemExit, match=r"Python 3.11: pip ended with 1:\nERROR: No matching distribution"):
        index_faults(read_pins(LOCK), ASKED)


def test_metadata_may_say_nothing() -> None:
    assert needs_of({"name": "x", "version": "1"}) == needs()
