# SPDX-License-Identifier: Apache-2.0
"""`make setup` of the Python packages, on a project of three and an index that is a folder, with proxies to nowhere."""

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tools.report import ROOT

NOWHERE = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy"), "http://127.0.0.1:1")
PYPROJECT = '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
# Builds the project itself with nothing but what Python brings.
BACKEND = """import shutil

def build_editable(folder, config_settings=None, metadata_directory=None):
    return shutil.copy("steelyard-1.0-py3-none-any.whl", folder).rpartition("/")[2]
"""
# What somebody may have set for all of their projects.
GLOBAL = "[global]\nconstraint = {0}\nrequire-hashes = true\n[install]\nuser = true\nconstraint = {0}\n"


def write_wheel(folder: Path, name: str, version: str, requires: str = "") -> str:
    """Writes a wheel that requires one thing, or nothing, into `folder` and returns its entry in a lock."""
    path = folder / f"{name}-{version}-py3-none-any.whl"
    info = f"{name}-{version}.dist-info"
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\nProvides-Extra: toml\n"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr(f"{name}.py", f"VERSION = '{version}'\n")
        wheel.writestr(f"{info}/METADATA", metadata + (requires and f"Requires-Dist: {requires}\n"))
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")
    return f"{name}=={version} \\\n    --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


class Project:
    """A folder with the Makefile, a lock of `base` and `plug`, and an index where a later `base` is out."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.index = root / "index"
        self.index.mkdir()
        self.constraints, self.config = root / "constraints.txt", root / "pip.conf"
        self.config.touch()
        shutil.copy(ROOT / "Makefile", root)
        (root / "backend.py").write_text(BACKEND)
        (root / "pyproject.toml").write_text(PYPROJECT)
        write_wheel(root, "steelyard", "1.0")
        write_wheel(self.index, "base", "2.0", "absent; extra == 'toml'")
        self.base = write_wheel(self.index, "base", "1.0")
        self.plug = write_wheel(self.index, "plug", "1.0", "base[toml]>=1")
        self.lock(self.base, self.plug)

    def lock(self, *entries: str) -> None:
        (self.root / "requirements.lock").write_text("# a licence\n" + "".join(entries))

    def forbid_the_lock(self) -> None:
        self.constraints.write_text("base==2.0\nplug<1\n")
        self.config.write_text(GLOBAL.format(self.constraints))

    def setup(self, python: object = sys.executable, **settings: str) -> subprocess.CompletedProcess[str]:
        pip = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(self.index), "PIP_CONFIG_FILE": str(self.config)}
        plain = {key: value for key, value in os.environ.items() if not key.startswith(("PIP_", "MAKE", "MFLAGS"))}
        command = ["make", ".venv/.installed", f"PYTHON={python}"]
        return subprocess.run(
            command, cwd=self.root, env=plain | pip | NOWHERE | settings, capture_output=True, text=True
        )

    def installed(self) -> set[str]:
        """Returns what is installed beside what Python brings itself."""
        found = (self.root / ".venv").glob("lib/python*/site-packages/*.dist-info")
        names = {path.name.removesuffix(".dist-info") for path in found}
        return {name for name in names if not name.startswith(("pip-", "setuptools-"))}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def test_a_hole_in_the_lock_is_named_and_mended_whatever_else_is_set(project: Project) -> None:
    project.lock(project.plug)
    done = project.setup()
    assert done.returncode != 0 and "plug 1.0 requires base, which is not installed" in done.stdout
    assert not (project.root / ".venv" / ".installed").exists()

    project.lock(project.base, project.plug)
    project.forbid_the_lock()
    done = project.setup(PIP_CONSTRAINT=str(project.constraints), PIP_USER="1")
    assert done.returncode == 0, done.stderr
    assert project.installed() == {"base-1.0", "plug-1.0", "steelyard-1.0"}
    assert "up to date" in project.setup().stdout


def test_an_unfinished_folder_is_made_anew_and_only_our_setting_keeps_constraints_out(project: Project) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", project.root / ".venv"], check=True)
    project.forbid_the_lock()
    done = project.setup()
    assert done.returncode == 0, done.stderr
    assert project.installed() == {"base-1.0", "plug-1.0", "steelyard-1.0"}

    makefile = project.root / "Makefile"
    makefile.write_text(makefile.read_text().replace("export PIP_CONSTRAINT := /dev/null\n", ""))
    project.config.write_text(project.config.read_text().replace("require-hashes = true\n", ""))
    project.lock(write_wheel(project.index, "base", "1.1"), project.plug)
    done = project.setup()
    assert done.returncode != 0 and "conflicting dependencies" in done.stderr


def test_a_python_without_ensurepip_is_told_what_to_install(project: Project) -> None:
    python = project.root / "python-without-pip"
    python.write_text(f'#!/bin/sh\ncase "$2" in *ensurepip*) exit 1;; esac\nexec {sys.executable} "$@"\n')
    python.chmod(0o755)
    done = project.setup(python)
    assert done.returncode != 0 and "apt install python3-venv" in done.stderr
    assert not (project.root / ".venv").exists()
