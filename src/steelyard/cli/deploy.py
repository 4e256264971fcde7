# SPDX-License-Identifier: Apache-2.0
"""`steelyard deploy`: from files to a verified deployment.

Exit codes: 0, all is as asked; 1, a file has faults, the chain refuses or differs, or a step failed; 2, the command was
not understood; 3, all that can be sent now is sent, and something waits for its time or for somebody else.
"""

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from steelyard.chain.client import Client
from steelyard.chain.errors import ChainError
from steelyard.chain.signers import KeySigner
from steelyard.cli import output
from steelyard.deploy import expected as answers
from steelyard.deploy import explorers, safe
from steelyard.deploy.checks import refusals
from steelyard.deploy.errors import BadFile, DeployError, Refused
from steelyard.deploy.lint import lint
from steelyard.deploy.market import AnyMarket, read_market
from steelyard.deploy.network import Network, read_network
from steelyard.deploy.plan import Plan, make_plan
from steelyard.deploy.reading import Reading
from steelyard.deploy.run import Report, run
from steelyard.deploy.verify import checked, verify
from steelyard.extras import ExtraMissing
from steelyard.reverts.errors import Reverted

WAITS = 3
PASSWORD = "STEELYARD_PASSWORD"


class Action(StrEnum):
    """What is done with a network file."""

    LINT = "lint"
    PLAN = "plan"
    RUN = "run"
    VERIFY = "verify"
    BUNDLE = "bundle"
    EXPLORER = "explorer"


Rpc = Annotated[str, typer.Option(help="Address of a node; default: `rpc` of the file.")]
Markets = Annotated[list[Path] | None, typer.Option("--market", help="Market files; default: all of the network.")]
Core = Annotated[bool, typer.Option("--core", help="No markets.")]
Account = Annotated[str, typer.Option(help="Who sends: an account that the node signs for.")]
Keystore = Annotated[
    Path | None, typer.Option(help=f"Who sends: a keystore file, its password in {PASSWORD} or asked.")
]
Execute = Annotated[bool, typer.Option("--execute", help="`run`: send it; without this, a fork of the chain is tried.")]
Expected = Annotated[
    Path | None, typer.Option(help="The file of expected answers; default: deploy/expected/NAME.json.")
]
Out = Annotated[Path, typer.Option(help="`bundle`, `explorer`: the folder to write into.")]


def deploy(
    action: Annotated[Action, typer.Argument(help="lint, plan, run, verify, bundle or explorer.")],
    file: Annotated[Path, typer.Argument(help="A network file: deploy/networks/NAME.toml.")],
    rpc: Rpc = "",
    market: Markets = None,
    core: Core = False,
    account: Account = "",
    keystore: Keystore = None,
    execute: Execute = False,
    expected: Expected = None,
    out: Out = Path("build/deploy"),
    safe_: Annotated[str, typer.Option("--safe", help="`bundle`: the Safe that will execute it.")] = "",
    as_json: output.AsJson = False,
) -> None:
    """Deploys the core and markets on a chain: lint the files, plan, try on a fork, run, verify.

    For example: steelyard deploy lint deploy/networks/base.toml, or: steelyard deploy plan deploy/networks/local.toml
    """
    with _told(as_json):
        network = read_network(file)
        markets = _markets(network, file, market, core)
        path = expected or file.parent.parent / "expected" / f"{network.name}.json"
        if action is Action.LINT:
            _lint(network, markets, as_json)
        elif action is Action.PLAN:
            _plan(network, markets, _reading(network, rpc), as_json)
        elif action is Action.RUN:
            _run(network, markets, rpc, account, keystore, execute, path, as_json)
        elif action is Action.VERIFY:
            _verify(_reading(network, rpc), path, as_json)
        elif action is Action.BUNDLE:
            _bundle(network, markets, _reading(network, rpc), safe_, out, as_json)
        else:
            _explorer(network, out, as_json)


@contextmanager
def _told(as_json: bool) -> Iterator[None]:
    """What keeps the deployer from going on is said, one fault a line, and ends the command with code 1."""
    try:
        yield
    except (DeployError, ChainError, Reverted, ExtraMissing) as error:
        faults = list(error.faults) if isinstance(error, BadFile | Refused) else [str(error)]
        if as_json:
            output.print_json({"faults": faults})
        else:
            for fault in faults:
                output.progress_console.print(fault, soft_wrap=True)
        raise typer.Exit(1) from None


def _markets(network: Network, file: Path, named: list[Path] | None, core: bool) -> list[AnyMarket]:
    folder = file.parent.parent / "markets" / network.name
    paths = [] if core else named or sorted(folder.glob("*.toml"))
    markets: list[AnyMarket] = []
    faults: list[str] = []
    for path in paths:
        try:
            markets.append(read_market(path, network))
        except BadFile as error:
            faults += error.faults
    if faults:
        raise BadFile(faults)
    return markets


def _reading(network: Network, rpc: str) -> Reading:
    return Reading(Client(_rpc(network, rpc), fees=network.fees))


def _rpc(network: Network, rpc: str) -> str:
    if not (rpc or network.rpc):
        raise DeployError(f"{network.name}: no node is named; add --rpc with the address of one of {network.title}")
    return rpc or network.rpc


def _lint(network: Network, markets: list[AnyMarket], as_json: bool) -> None:
    faults = [fault for one in markets for fault in lint(one)]
    if faults:
        raise BadFile(faults)
    if as_json:
        listed = [one.symbol for one in markets]
        output.print_json({"network": network.name, "markets": listed, "missing": network.missing, "faults": []})
        return
    output.console.print(f"{network.title}: no fault in the network and {len(markets)} markets", soft_wrap=True)
    output.console.print(f"! {network.not_run}", soft_wrap=True)
    for missing in network.missing:
        output.console.print(f"! missing: {missing}", soft_wrap=True)


def _plan(network: Network, markets: list[AnyMarket], reading: Reading, as_json: bool) -> None:
    found = refusals(network, markets, reading)
    if found:
        raise Refused(found)
    plan = make_plan(network, markets, reading)
    states = plan.states(reading)
    rows = [
        {
            "step": step.name,
            "address": step.makes[0].address if step.makes else "",
            "gas": step.gas,
            "state": state.value,
        }
        for step, state in zip(plan.steps, states, strict=True)
    ]
    open_gas = sum(step.gas for step, state in zip(plan.steps, states, strict=True) if state.value != "done")
    if as_json:
        output.print_json({"network": network.name, "chain_id": network.chain_id, "steps": rows, "gas": open_gas})
        return
    table = Table("", "step", "address", "gas, about", "state")
    for number, row in enumerate(rows, 1):
        table.add_row(str(number), str(row["step"]), str(row["address"]), f"{row['gas']:,}", str(row["state"]))
    output.console.print(table)
    output.console.print(f"{open_gas:,} gas to go", soft_wrap=True)


def _run(
    network: Network,
    markets: list[AnyMarket],
    rpc: str,
    account: str,
    keystore: Path | None,
    execute: bool,
    path: Path,
    as_json: bool,
) -> None:
    signer = _signer(keystore) if keystore else None
    sender = signer.address if signer else account
    if not sender:
        raise DeployError(f"{network.name}: nobody sends; name --account or --keystore")
    say = (lambda _: None) if as_json else (lambda text: output.progress_console.print(text, soft_wrap=True))
    if execute:
        client = Client(_rpc(network, rpc), [signer] if signer else [], network.fees)
        report = run(network, markets, Reading(client), sender, say)
        assert report.plan is not None
        answers.write(answers.expected(report.plan), path)
        faults = verify(answers.read(path), Reading(client)) if not _unmade(report) else []
    else:
        report, faults = _dry(network, markets, _rpc(network, rpc), sender, say)
    if faults:
        raise Refused(faults)
    _print_report(network, report, execute, as_json)
    if report.waiting:
        raise typer.Exit(WAITS)


def _unmade(report: Report) -> list[str]:
    """Steps that make something and wait: there is nothing to verify before."""
    plan = report.plan
    waiting = {one.step for one in report.waiting}
    return [step.name for step in plan.steps if step.makes and step.name in waiting] if plan else []


def _dry(network: Network, markets: list[AnyMarket], rpc: str, sender: str, say: Any) -> tuple[Report, list[str]]:
    """The same on a fork of the chain, by a node of this machine that signs for anybody."""
    from steelyard.devchain.anvil import Anvil

    with Anvil(chain_id=network.chain_id, fork=rpc) as fork:
        fork.rpc("anvil_impersonateAccount", sender)
        fork.rpc("anvil_setBalance", sender, hex(10**24))
        reading = Reading(Client(fork.url, fees=network.fees))
        report = run(network, markets, reading, sender, say)
        assert report.plan is not None
        return report, verify(json.loads(json.dumps(answers.expected(report.plan))), reading)


def _print_report(network: Network, report: Report, execute: bool, as_json: bool) -> None:
    sent = [{"step": one.step, "nonce": one.nonce, "gas": one.gas} for one in report.sent]
    waiting = [
        {"step": one.step, "until": one.until, "sender": one.sender, "to": one.to, "data": f"0x{one.data.hex()}"}
        for one in report.waiting
    ]
    gas = sum(one.gas for one in report.sent)
    if as_json:
        found = {"executed": execute, "found": report.found, "sent": sent, "waiting": waiting, "gas": gas}
        output.print_json({"network": network.name, **found})
        return
    where = network.title if execute else f"a fork of {network.title}"
    output.console.print(f"{where}: {len(report.found)} found done, {len(sent)} sent, {gas:,} gas; verified")
    for one in report.waiting:
        when = time.strftime("from %Y-%m-%d %H:%M:%S UTC", time.gmtime(one.until)) if one.until else ""
        who = f"by {one.sender}" if one.sender else ""
        output.console.print(f"! waits: {one.step} {when}{who}".rstrip(), soft_wrap=True)
    if not execute:
        output.console.print("Nothing was sent. --execute sends it.")


def _signer(keystore: Path) -> KeySigner:
    password = os.environ.get(PASSWORD)
    if password is None:
        password = typer.prompt(f"Password of {keystore.name}", hide_input=True, err=True)
    try:
        return KeySigner.from_keystore(keystore, password)
    except (OSError, ValueError) as error:
        raise DeployError(str(error)) from None


def _verify(reading: Reading, path: Path, as_json: bool) -> None:
    content = answers.read(path)
    faults = verify(content, reading)
    if faults:
        raise Refused(faults)
    counted = checked(content)
    if as_json:
        output.print_json({"network": content["name"], "faults": [], **counted})
        return
    output.console.print(
        f"{content['name']}: as expected: {', '.join(f'{count} {what}' for what, count in counted.items())}"
    )


def _bundle(
    network: Network, markets: list[AnyMarket], reading: Reading, account: str, out: Path, as_json: bool
) -> None:
    if not account:
        raise DeployError(f"{network.name}: no Safe is named; add --safe with its address")
    found = refusals(network, markets, reading)
    if found:
        raise Refused(found)
    plan: Plan = make_plan(network, markets, reading)
    bundles, left = safe.bundles(plan, reading, account)
    created = int(time.time() * 1_000)
    written = []
    for number, bundle in enumerate(bundles, 1):
        content = safe.transaction_builder(bundle, number, len(bundles), plan, account, created)
        path = out / f"{network.name}-safe-{number}-of-{len(bundles)}.json"
        _write(path, json.dumps(content, indent=1) + "\n")
        written.append({"file": str(path), "transactions": len(bundle.steps), "gas": bundle.gas})
    if as_json:
        output.print_json({"network": network.name, "bundles": written, "left": left})
        return
    for one in written:
        output.console.print(
            f"{one['file']}: {one['transactions']} transactions, about {one['gas']:,} gas", soft_wrap=True
        )
    for text in left:
        output.console.print(f"! {text}", soft_wrap=True)


def _explorer(network: Network, out: Path, as_json: bool) -> None:
    """Writes the standard JSON of every contract that compiles to what is deployed; one that does not is a fault."""
    from steelyard.artifacts.sources import products

    written = []
    for name in products():
        content = explorers.standard_json(name)
        explorers.check(name, json.loads(json.dumps(content)))
        path = out / "standard-json" / f"{name}.json"
        _write(path, json.dumps(content, indent=1) + "\n")
        written.append(str(path))
    if as_json:
        output.print_json({"network": network.name, "files": written})
        return
    for one in written:
        output.console.print(one, soft_wrap=True)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
