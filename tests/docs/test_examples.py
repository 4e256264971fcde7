# SPDX-License-Identifier: Apache-2.0
"""Every command of ours in README, docs and help is run, every program too; other commands name what exists."""

import json
import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from eth_account import Account
from typer.testing import CliRunner

from steelyard.chain.client import Client
from steelyard.chain.signers import KeySigner
from steelyard.cli import app
from steelyard.devchain.anvil import Anvil
from steelyard.devchain.deployment import create_pool, create_rate_model, pool_parameters
from steelyard.devchain.environment import NodeEnvironment
from steelyard.devchain.factory import deploy_factory
from steelyard.model.presets import leverage as presets
from tests.docs.examples import Command, Program, commands, commands_in, programs, programs_in
from tools.report import ROOT

# pages that need a chain, an account or a notebook, and the tests that type all of them
ELSEWHERE = {
    "docs/guides/deployer.md": "tests/deploy/test_tutorial.py",
    "docs/guides/in_five_lines.md": "tests/simulator/test_api.py",
    "docs/guides/sdk.md": "tests/sdk/test_manual.py",
}
COMMANDS = [one for one in commands() if one.place not in ELSEWHERE]
OURS = sorted({one.words: one for one in COMMANDS if one.words[0] == "steelyard"}.values(), key=str)
OTHERS = [one for one in COMMANDS if one.words[0] != "steelyard"]
PROGRAMS = [one for one in programs() if one.place not in ELSEWHERE]
# those of a chain have one in tests/sdk/test_manual.py and tests/deploy/test_tutorial.py
NEEDS_A_NETWORK = {"download", "deploy", "quote", "buy", "explain"}
SHORTER = {"montecarlo": ("--paths", "32")}  # each as shown, but for the number of paths

TARGET = re.compile(r"^([a-z]+):", re.MULTILINE)


def works(command: Command) -> str | None:
    """Returns what is wrong with a command of make or python."""
    if command.words[0] == "make":
        targets = set(TARGET.findall((ROOT / "Makefile").read_text()))
        asked = [word for word in command.words[1:] if "=" not in word and not word.startswith("-")]
        return next((f"no target {name}" for name in asked if name not in targets and not name.isdigit()), None)
    module = command.words[2]
    return None if module == "pytest" or find_spec(module) else f"no module {module}"


def test_examples_are_found() -> None:
    assert len(OURS) >= 10 and len(OTHERS) >= 5 and len(PROGRAMS) >= 1


@pytest.mark.parametrize("command", [one for one in OURS if one.words[1] not in NEEDS_A_NETWORK], ids=str)
def test_is_run(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    words = [*command.words[1:], *SHORTER.get(command.words[1], ())]
    done = CliRunner().invoke(app, words, env={"STEELYARD_DATA": ""}, prog_name="steelyard")
    assert done.exit_code == 0, done.output


def test_what_needs_a_network_is_understood() -> None:
    needing = [one for one in OURS if one.words[1] in NEEDS_A_NETWORK]
    assert needing
    for one in needing:
        refused = CliRunner().invoke(app, [*one.words[1:], "--no-such-option"])
        assert refused.exit_code == 2 and "--no-such-option" in refused.output


@pytest.mark.parametrize("command", OTHERS, ids=str)
def test_target_or_module_exists(command: Command) -> None:
    assert works(command) is None


def test_faults_are_found() -> None:
    page = "```\nmake nonsense\npython -m studies.nonsense --all    steelyard backtest nonsense  # a comment\n```\n"
    made, ran, own = commands_in(page, "page")
    assert works(made) == "no target nonsense"
    assert works(ran) == "no module studies.nonsense"
    assert own.words == ("steelyard", "backtest", "nonsense")
    assert CliRunner().invoke(app, list(own.words[1:])).exit_code == 2
    assert programs_in("```python\n1 / 0\n```\n", "page") == [Program("page", "1 / 0\n")]


@pytest.mark.parametrize("program", PROGRAMS, ids=str)
def test_program_runs(program: Program, tmp_path: Path) -> None:
    """Its free names stand for what a reader has; a program whose names nobody gives fails."""
    with Anvil() as node:
        names = readers_own(node, tmp_path) if "KeySigner" in program.source else {}
        exec(compile(program.source, program.place, "exec"), names)  # noqa: S102 - our own page
    assert names.get("events", True)


def test_pages_that_are_typed_elsewhere_are() -> None:
    for page, test in ELSEWHERE.items():
        assert page.rpartition("/")[2] in (ROOT / test).read_text()
    shown = {one.place for one in commands()} | {one.place for one in programs()}
    assert shown >= ELSEWHERE.keys()


def readers_own(node: Anvil, folder: Path) -> dict[str, Any]:
    """A keystore whose account has asset and allowance, and a pool to lend it to."""
    signer, client = KeySigner(b"\x11" * 32), node.client()
    owner = client.accounts()[0]
    environment = NodeEnvironment(node, client, owner)
    factory, asset = deploy_factory(environment), client.deploy("MockAsset", 6, sender=owner)
    rates = create_rate_model(environment, factory, presets.KINKED)
    pool = create_pool(environment, factory, pool_parameters(environment, asset.address, rates.address))
    node.rpc("anvil_setBalance", signer.address, hex(10**18))
    asset.transact("mint", signer.address, 10**12, sender=owner)
    Client(node.url, [signer]).at_name("MockAsset", asset.address).transact(
        "approve", pool.address, 10**12, sender=signer.address
    )
    keystore = folder / "key.json"
    keystore.write_text(json.dumps(Account.encrypt(b"\x11" * 32, "open", iterations=2)))
    return {
        "url": node.url,
        "path": keystore,
        "password": "open",
        "address": pool.address,
        "amount": 10**9,
        "receiver": signer.address,
    }
