# SPDX-License-Identifier: Apache-2.0
"""The commands that speak to a chain: what they print, what they send, and the codes they end with."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from eth_account import Account as EthAccount
from typer.testing import CliRunner, Result

from steelyard.cli import app
from steelyard.devchain.local import LocalDeployment

Run = Callable[..., Result]
_COIN = 10**18


@pytest.fixture
def run(local: LocalDeployment, network_file: Path) -> Run:
    def run(*arguments: str, **environment: str) -> Result:
        known = {"STEELYARD_NETWORKS": str(network_file.parent), "STEELYARD_KEYSTORES": str(network_file.parent)}
        return CliRunner().invoke(app, list(arguments), env=known | environment)

    return run


def held(local: LocalDeployment, name: str) -> int:
    return int(local.markets[0].token.call("balanceOf", local.accounts[name]))


def blocks(local: LocalDeployment) -> int:
    return int(local.client.web3.eth.block_number)


def test_markets_pools_and_quotes_for_people_and_programs(run: Run) -> None:
    assert run("markets").stdout.splitlines()[0].split("  ")[0] == "symbol"
    found = json.loads(run("markets", "--json").stdout)
    assert [one["symbol"] for one in found] == ["ETHBULL3X", "ETHBEAR3X"]
    assert {"capacity_left", "redeemable_now"} <= found[0].keys()
    assert "redeemable now" in run("pools").stdout and json.loads(run("pools", "--json").stdout)[1]["lent"] == "WETH"
    quote = json.loads(run("quote", "buy", "ETHBULL3X", "1000", "USDC", "--json").stdout)
    assert quote["gets"]["symbol"] == "ETHBULL3X" and quote["gets"]["units"].isdigit()
    assert "at least" in run("quote", "sell", "ETHBEAR3X", "1", "ETHBEAR3X", "--receive", "ETH").stdout


def test_nothing_is_sent_without_a_word(run: Run, local: LocalDeployment) -> None:
    before = blocks(local)
    shown = run("buy", "ETHBULL3X", "1000", "USDC", "--account", "alice")
    assert shown.exit_code == 0 and "Nothing was sent. Add --send to buy ETHBULL3X for 1000 USDC" in shown.stdout
    assert json.loads(run("lend", "USDC", "5", "--account", "bob", "--json").stdout)["sent"] is False
    unsigned = json.loads(run("buy", "ETHBULL3X", "1", "ETH", "--account", "alice", "--unsigned").stdout)
    assert unsigned["value"] == hex(_COIN) and unsigned["chainId"] == local.anvil.chain_id
    bundle = json.loads(run("sell", "ETHBEAR3X", "1", "ETHBEAR3X", "--account", "alice", "--safe").stdout)
    assert len(bundle["transactions"]) == 2
    asks = run("buy", "ETHBULL3X", "1000", "USDC", "--account", "alice", "--send")
    assert asks.exit_code == 2 and "nobody is there to answer" in asks.output
    assert run("buy", "ETHBULL3X", "1", "USDC", "--account", "alice", "--send", "--safe").exit_code == 2
    assert blocks(local) == before


def test_the_trader_and_the_lender(run: Run, local: LocalDeployment) -> None:
    bought = json.loads(run("buy", "ETHBULL3X", "1000", "USDC", "--account", "alice", "--yes", "--json").stdout)
    assert int(bought["receipt"]["received"]["units"]) == held(local, "alice") > 0
    explained = json.loads(run("explain", "ETHBULL3X", "--account", "alice", "--json").stdout)
    assert sum(int(one["units"]) for one in explained["lines"].values()) == int(explained["worth"]["units"])
    assert run("sell", "ETHBULL3X", "all", "--account", "alice", "--yes").exit_code == 0 and held(local, "alice") == 0
    assert run("lend", "USDC", "5000", "--account", "bob", "--yes").exit_code == 0
    assert "interest and losses" in run("explain", "USDC", "--account", "bob").stdout
    assert run("withdraw", "USDC", "all", "--account", "bob", "--yes").exit_code == 0
    assert local.markets[0].pool.call("balanceOf", local.accounts["bob"]) == 0


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("quote", "buy", "ETHBULL3X", "1,000", "USDC"), 2, "like 1000"),
        (("quote", "buy", "ETHBULL3X", "1000", "DAI"), 2, "none of those taken here"),
        (("quote", "buy", "NOTHING", "1000", "USDC"), 2, "no market is called 'NOTHING'"),
        (("buy", "ETHBULL3X", "1", "USDC"), 2, "no account: name one"),
        (("quote", "buy", "ETHBULL3X", "50000000", "USDC"), 3, "Mint or borrow less"),
        (("claim", "USDC", "--account", "bob"), 3, "claim: nothing"),
        (("enqueue", "USDC", "1", "--account", "lender"), 3, "queue: "),
        (("markets", "--network", "nowhere"), 4, "no file nowhere.toml"),
        (("buy", "ETHBULL3X", "1", "USDC", "--account", "0x" + "ab" * 20, "--yes"), 5, "give its key or keystore"),
    ],
)
def test_faults_end_in_one_sentence_and_a_code(run: Run, arguments: tuple[str, ...], code: int, sentence: str) -> None:
    done = run(*arguments)
    assert done.exit_code == code, done.output
    assert sentence in " ".join(done.output.replace("│", " ").split())
    assert "Traceback" not in done.output


def test_a_keystore_and_a_key_show_nothing_secret(run: Run, local: LocalDeployment, network_file: Path) -> None:
    key = (99).to_bytes(32)
    address = EthAccount.from_key(key).address
    local.anvil.rpc("anvil_setBalance", address, hex(100 * _COIN))
    store, password = network_file.parent / "carol", network_file.parent / "password"
    store.write_text(json.dumps(EthAccount.encrypt(key, "correct horse", iterations=2)))
    password.write_text("correct horse\n")
    buy = ("buy", "ETHBULL3X", "0.5", "ETH", "--yes")
    done = run(*buy, "--account", "carol", STEELYARD_PASSWORD_FILE=str(password))
    again = run(*buy, STEELYARD_KEY="0x" + key.hex())
    for one in (done, again):
        assert one.exit_code == 0 and "horse" not in one.output and key.hex() not in one.output
    assert local.markets[0].token.call("balanceOf", address) > 0
    wrong = run(*buy, STEELYARD_KEY="0x1234")
    assert wrong.exit_code == 2 and "1234" not in wrong.output


def test_reverts_needs_no_chain(run: Run) -> None:
    assert run("reverts", "borrow: limit").stdout.startswith("LimitExceeded\n")
    assert json.loads(run("reverts", "borrow: limit", "--json").stdout)["error"] == "LimitExceeded"
    assert "reasons" in json.loads(run("reverts", "--json").stdout)


def test_up_starts_a_chain_and_leaves_nothing(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    environment = os.environ | {"STEELYARD_NETWORKS": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "steelyard.cli", "up", "--port", str(port)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as up:
        assert up.stdout is not None
        printed = []
        for line in up.stdout:
            printed.append(line)
            if line.startswith("Ctrl-C"):
                break
        assert json.loads((tmp_path / "local.json").read_text())["rpc"].endswith(f":{port}")
        up.send_signal(signal.SIGINT)
        assert up.wait(30) == 0
    assert "steelyard quote buy ETHBULL3X 1000 USDC" in "".join(printed) and not list(tmp_path.iterdir())
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and _listens(port):
        time.sleep(0.1)
    assert not _listens(port)


def _listens(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0
