# SPDX-License-Identifier: Apache-2.0
"""The commands of the deployer's guide, run as they stand on a local chain, and what the command refuses."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from steelyard.cli import app
from steelyard.devchain.anvil import Anvil
from tests.deploy.conftest import FILES
from tests.docs.examples import commands_in
from tools.report import ROOT

PAGE = ROOT / "docs" / "guides" / "deployer.md"
ENDS = {"run": 3}
COUNTED = 7


def _invoke(*words: str) -> Result:
    return CliRunner().invoke(app, list(words), prog_name="steelyard", env={"STEELYARD_PASSWORD": "wrong"})


@pytest.fixture
def folder(tmp_path: Path, bare: Anvil, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the files, with the local network at this test's node."""
    shutil.copytree(FILES, tmp_path / "deploy")
    network = tmp_path / "deploy" / "networks" / "local.toml"
    network.write_text(network.read_text().replace("http://127.0.0.1:8545", bare.url))
    for extra in ("ETHBEAR2X", "ETHBULL2XT", "PETH3X", "PETHB2X"):  # one is enough here
        (tmp_path / "deploy" / "markets" / "local" / f"{extra}.toml").unlink()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_tutorial_does_what_it_says(folder: Path, bare: Anvil) -> None:
    words = [one.words[1:] for one in commands_in(PAGE.read_text(), "page") if one.words[0] == "steelyard"]
    assert len(words) == COUNTED
    sent: list[int] = []
    for line in words:
        if line[1] == "explorer":  # half a minute; what it writes is tested by itself
            assert _invoke(*line, "--no-such-option").exit_code == 2
            continue
        done = _invoke(*line, "--json")
        assert done.exit_code == ENDS.get(line[1], 0), done.output
        if line[1] == "run":
            sent.append(len(json.loads(done.stdout)["sent"]))
    assert sent == [28, 28]  # the same on the fork, which left the chain alone, and on the chain
    assert (folder / "deploy" / "expected" / "local.json").is_file()
    bare.rpc("anvil_setCode", json.loads((folder / "deploy" / "expected" / "local.json").read_text())["lens"], "0x00")
    tampered = _invoke("deploy", "verify", "deploy/networks/local.toml")
    assert tampered.exit_code == 1 and "Lens at" in tampered.output


def _faults(*words: str) -> Any:
    done = _invoke("deploy", *words, "--json")
    assert done.exit_code == 1, done.output
    return json.loads(done.stdout)["faults"]


def test_what_cannot_be_done_is_said_in_a_sentence(folder: Path) -> None:
    local, base = "deploy/networks/local.toml", "deploy/networks/base.toml"
    assert "no node is named" in _faults("plan", base)[0]
    assert "nobody sends" in _faults("run", local)[0]
    assert "no Safe is named" in _faults("bundle", local)[0]
    assert "is no file of expected answers" in _faults("verify", local)[0]
    assert "cannot be read" in _faults("lint", "deploy/networks/nowhere.toml")[0]
    assert "nobody is curator" in _faults("plan", base, "--rpc", "http://127.0.0.1:9")[0]
    assert _invoke("deploy", "launch", local).exit_code == 2
    (folder / "key.json").write_text("{}")
    assert "does not open" in _faults("run", local, "--keystore", "key.json")[0]
