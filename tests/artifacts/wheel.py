# SPDX-License-Identifier: Apache-2.0
"""Builds the wheel as users get it, says what is wrong with one, and installs one without a network."""

import os
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from email.parser import Parser
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement

from steelyard.artifacts import artifact
from steelyard.artifacts.sources import contracts_dir, is_mock, products
from tools.report import ROOT

DATA = "steelyard/artifacts/data/"
SOURCES = "steelyard/contracts/"


def build(root: Path, folder: Path, target: str = "wheel") -> Path:
    """Builds the wheel of the checkout at `root` into `folder`, or hatchling's other target: sdist, wheel:editable."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(folder)]
    subprocess.run(command, cwd=root, check=True, stdout=subprocess.DEVNULL, env=os.environ | {"PYTHONPATH": ""})
    [built] = folder.iterdir()
    return built


def copy_checkout(folder: Path) -> Path:
    """Unpacks the source distribution, with what is compiled already."""
    with tarfile.open(build(ROOT, folder / "packed", "sdist")) as archive:
        archive.extractall(folder)
    [copy] = folder.glob("steelyard-*")
    (copy / "build").mkdir()
    (copy / "build" / "cache").symlink_to(ROOT / "build" / "cache")
    return copy


def faults(wheel: Path, mocks: set[str]) -> list[str]:
    """Returns what keeps `wheel` from being the products and `mocks`, compiled from the sources inside it."""
    found = []
    with zipfile.ZipFile(wheel) as archive:
        inside = archive.namelist()
        compiled = {Path(name).stem: name for name in inside if name.startswith(DATA)}
        wanted = {*products(), *mocks}
        found += [f"{name}: not in the wheel" for name in sorted(wanted - set(compiled))]
        found += [f"{name}: not for users" for name in sorted(set(compiled) - wanted)]
        for name in sorted(wanted & set(compiled)):
            if archive.read(compiled[name]) != artifact(name).to_json():
                found.append(f"{name}: not what its source compiles to")
        for path in sorted(contracts_dir().rglob("*.vy*")):
            name = SOURCES + path.relative_to(contracts_dir()).as_posix()
            if name in inside and archive.read(name) != path.read_bytes():
                found.append(f"{name}: not the source that was compiled")
            if (name in inside) is (is_mock(path) and path.stem not in mocks):
                found.append(f"{name}: {'not for users' if name in inside else 'not in the wheel'}")
    return found


def install(wheel: Path, folder: Path, *extras: str) -> Path:
    """Makes an environment with `wheel`, what it and its `extras` require, and nothing else; returns its Python.

    The requirements are linked from where the tests run, so that no network is needed.
    """
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    [site] = folder.glob("lib/python*/site-packages")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    [metadata] = site.glob("steelyard-*.dist-info/METADATA")
    stated = Parser().parsestr(metadata.read_text()).get_all("Requires-Dist") or []
    seen: set[str] = set()
    for needed in _needed(stated, extras, seen):
        _link(needed, site)
    return folder / "bin" / "python"


def run(python: Path, code: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    """Runs `code` in an environment of `install`, from `folder`, with nothing of the checkout in sight."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    clean["STEELYARD_NODE_MODULES"] = str(ROOT / "node_modules")
    return subprocess.run([str(python), "-c", code], cwd=folder, env=clean, capture_output=True, text=True)


def _needed(stated: list[str], extras: tuple[str, ...], seen: set[str]) -> Iterator[Distribution]:
    for text in stated:
        requirement = Requirement(text)
        marker = requirement.marker
        if marker and not any(marker.evaluate({"extra": extra}) for extra in ("", *extras)):
            continue
        key = f"{requirement.name.lower()}[{','.join(sorted(requirement.extras))}]"
        if key not in seen:
            seen.add(key)
            found = distribution(requirement.name)
            yield found
            yield from _needed(found.requires or [], tuple(requirement.extras), seen)


def _link(needed: Distribution, site: Path) -> None:
    for top in {file.parts[0] for file in needed.files or [] if file.parts[0] not in ("..", "__pycache__")}:
        if not (site / top).exists():
            (site / top).symlink_to(str(needed.locate_file(top)))
