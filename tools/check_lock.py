# SPDX-License-Identifier: Apache-2.0
"""Demands that the lock is whole: installed without resolution, it gives every Python all that anything in it requires.

Offline it reads what the packages installed here require. With `--index` it asks the index, for each Python, for what
pip would install there, and reads the requirements of exactly that: a wheel (or a source of `BUILT`) must exist, and
its hash must be locked.
"""

import json
import os
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.metadata import distributions
from itertools import chain, product
from pathlib import Path
from typing import Any

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from tools.report import ROOT, finish

PYTHONS = ("3.11", "3.12", "3.13", "3.14")
PLATFORMS = {"linux": ("Linux", "posix"), "darwin": ("Darwin", "posix"), "win32": ("Windows", "nt")}
# What has no wheel for a Python, so that `make setup` builds it with the lock's setuptools.
BUILT = {"3.14": frozenset({"immutables"})}
RENEW = "renew the lock as CONTRIBUTING says"

Environment = dict[str, str]
Key = tuple[str, str]


@dataclass(frozen=True)
class Pin:
    """One entry of the lock: exactly this version where the marker holds."""

    name: str
    version: str
    marker: Marker | None
    hashes: frozenset[str]

    @property
    def key(self) -> Key:
        return self.name, self.version


@dataclass(frozen=True)
class Needs:
    """What one version of a package requires, by its own metadata."""

    python: SpecifierSet
    packages: list[Requirement]


def read_pins(lock: str) -> list[Pin]:
    """Returns the entries of `lock`, the text of a requirements file, each of which is a pin with its hashes."""
    pins = []
    lines = (line for line in lock.splitlines() if not line.startswith("#"))
    for entry in "\n".join(lines).replace("\\\n", " ").splitlines():
        head, *hashes = entry.split(" --hash=sha256:")
        requirement = Requirement(head)
        [pin] = requirement.specifier
        name = canonicalize_name(requirement.name)
        pins.append(Pin(name, pin.version, requirement.marker, frozenset(one.strip() for one in hashes)))
    return pins


def roots(project: Mapping[str, Any]) -> list[Requirement]:
    """Returns what `project`, the content of pyproject.toml, requires to run, in any of its extras, and to be built."""
    extras = project["project"]["optional-dependencies"].values()
    named = chain(project["build-system"]["requires"], project["project"]["dependencies"], *extras)
    wanted = (Requirement(one) for one in named)
    # an extra that is made of others names the project itself
    return [one for one in wanted if one.name != project["project"].get("name")]


def environment_of(python: str, platform: str) -> Environment:
    """Returns the markers of CPython `python`, such as 3.11, on `platform`, a key of `PLATFORMS`."""
    system, name = PLATFORMS[platform]
    return {
        "python_version": python,
        "python_full_version": f"{python}.0",
        "implementation_version": f"{python}.0",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "platform_machine": "x86_64",
        "platform_system": system,
        "sys_platform": platform,
        "os_name": name,
    }


def holds(marker: Marker | None, environment: Environment, extras: Iterable[str] = ()) -> bool:
    """Returns whether `marker` holds in `environment`, with none of `extras` or with any one of them."""
    return marker is None or any(marker.evaluate(environment | {"extra": extra}) for extra in ("", *extras))


def active(pins: Iterable[Pin], environment: Environment) -> list[Pin]:
    """Returns the pins that pip installs in `environment`."""
    return [pin for pin in pins if holds(pin.marker, environment)]


def hole_faults(pins: list[Pin], asked: list[Requirement], known: Mapping[Key, Needs], at: Environment) -> list[str]:
    """Returns what the packages that `asked` leads to lack in the lock for the environment `at`.

    The requirements of a package that `known` does not tell are left out.
    """
    where = f"Python {at['python_version']} on {at['sys_platform']}"
    installed = {pin.name: pin for pin in active(pins, at)}
    faults, queue, seen = [], [("pyproject.toml", one) for one in asked if holds(one.marker, at)], set()
    while queue:
        asker, requirement = queue.pop()
        name = canonicalize_name(requirement.name)
        pin = installed.get(name)
        if pin is None or not requirement.specifier.contains(pin.version, prereleases=True):
            faults.append(
                f"{where}: {asker} requires {requirement.name}{requirement.specifier}, "
                f"the lock has {pin.version if pin else 'none'}: {RENEW}"
            )
        visit = name, frozenset(requirement.extras)
        needs = known.get(pin.key) if pin else None
        if pin is None or needs is None or visit in seen:
            continue
        seen.add(visit)
        if not needs.python.contains(at["python_full_version"]):
            faults.append(f"{where}: {pin.name} {pin.version} requires Python {needs.python}: {RENEW}")
        inner = (one for one in needs.packages if holds(one.marker, at, requirement.extras))
        queue += [(f"{pin.name} {pin.version}", one) for one in inner]
    return faults


def pin_faults(pins: list[Pin]) -> list[str]:
    """Returns the pins without a hash, and the packages that one environment would get twice."""
    faults = {f"{pin.name} {pin.version} has no hash: {RENEW}": None for pin in pins if not pin.hashes}
    for python, platform in product(PYTHONS, PLATFORMS):
        names = [pin.name for pin in active(pins, environment_of(python, platform))]
        for name in {name for name in names if names.count(name) > 1}:
            faults[f"{name} is locked twice for Python {python} on {platform}: {RENEW}"] = None
    return list(faults)


def stale_faults(pins: list[Pin], known: Iterable[Key], here: Environment) -> list[str]:
    """Returns the pins for this environment that are not what is installed (`known`) here."""
    versions = {name: version for name, version in known}
    return [
        f"{pin.name}: {versions.get(pin.name, 'none')} is installed, {pin.version} locked: run `make setup`"
        for pin in active(pins, here)
        if versions.get(pin.name) != pin.version
    ]


def offered_faults(python: str, pins: list[Pin], report: Mapping[str, Any]) -> list[str]:
    """Returns the `pins` for which `report`, pip's for `python`, has no file of which the hash is locked."""
    offered = {key_of(one["metadata"]): one["download_info"] for one in report["install"]}
    faults = []
    for pin in pins:
        file = offered.get(pin.key)
        if file is None:
            faults.append(f"Python {python}: the index offers no {pin.name} {pin.version}: {RENEW}")
        elif file["archive_info"]["hashes"]["sha256"] not in pin.hashes:
            faults.append(f"Python {python}: the hash of {file['url'].rpartition('/')[2]} is not locked: {RENEW}")
    return faults


def key_of(metadata: Mapping[str, Any]) -> Key:
    return canonicalize_name(metadata["name"]), metadata["version"]


def needs_of(metadata: Mapping[str, Any]) -> Needs:
    """Returns what `metadata`, in the JSON form of core metadata, requires."""
    return Needs(
        SpecifierSet(metadata.get("requires_python") or ""),
        [Requirement(one) for one in metadata.get("requires_dist", [])],
    )


def installed_needs() -> dict[Key, Needs]:
    """Returns what every package installed beside this Python requires."""
    return {key_of(one.metadata.json): needs_of(one.metadata.json) for one in distributions()}


def report_of(python: str, pins: list[Pin]) -> dict[str, Any]:
    """Returns pip's report on installing `pins` for `python`: the files that the index offers, and their metadata.

    Hashes are left out of what pip reads: it would download whole wheels to check them, here the index's word will do.

    Raises:
        SystemExit: pip found no file for one of them; its own words are in the message.
    """
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder) / "wanted.txt"
        wanted.write_text("".join(f"{pin.name}=={pin.version}\n" for pin in pins))
        command = [sys.executable, "-I", "-m", "pip", "--quiet", "--disable-pip-version-check", "install", "--dry-run"]
        command += ["--no-deps", "--no-build-isolation", "--ignore-installed", "--target", folder, "--report", "-"]
        command += ["--python-version", python, "--only-binary=:all:", f"--no-binary={','.join(BUILT.get(python, ()))}"]
        command += ["--requirement", str(wanted)]
        plain = os.environ | {"PIP_CONSTRAINT": os.devnull, "PIP_USER": "0"}
        done = subprocess.run(command, env=plain, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"Python {python}: pip ended with {done.returncode}:\n{done.stderr}")
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def index_faults(pins: list[Pin], asked: list[Requirement]) -> list[str]:
    """Returns what the index does not offer of `pins`, and what its packages require beyond them, for every Python."""
    places = {python: environment_of(python, sys.platform) for python in PYTHONS}
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        reports = list(pool.map(lambda python: report_of(python, active(pins, places[python])), PYTHONS))
    faults = []
    for (python, place), report in zip(places.items(), reports, strict=True):
        known = {key_of(one["metadata"]): needs_of(one["metadata"]) for one in report["install"]}
        faults += offered_faults(python, active(pins, place), report) + hole_faults(pins, asked, known, place)
    return faults


def main() -> None:
    pins = read_pins((ROOT / "requirements.lock").read_text())
    asked = roots(tomllib.loads((ROOT / "pyproject.toml").read_text()))
    if sys.argv[1:] == ["--index"]:
        finish(index_faults(pins, asked), f"the index offers every pin and nothing more is required, {PYTHONS}")
    known = installed_needs()
    here = environment_of(f"{sys.version_info.major}.{sys.version_info.minor}", sys.platform)
    faults = pin_faults(pins) + stale_faults(pins, known, here)
    for place in product(PYTHONS, PLATFORMS):
        faults += hole_faults(pins, asked, known, environment_of(*place))
    read = sum(pin.key in known for pin in pins)
    finish(faults, f"{len(pins)} pins; what {read} of them require is locked for {', '.join(PYTHONS)}")


if __name__ == "__main__":
    main()
