# SPDX-License-Identifier: Apache-2.0
"""What the command prints and how it ends, without running anything."""

import json
from pathlib import Path
from typing import Any

import pytest
import typer

from steelyard.demo import command
from steelyard.demo.checks import Checks
from steelyard.demo.document import checks_part
from steelyard.devchain.node_modules import ToolMissing

EMPTY = {
    "stories": [],
    "week": {
        "days": [],
        "rebalances": {
            "by_market": [],
            "fills": [],
            "refused": {"rebalance: not due": 2},
            "rebases": [],
            "wind_downs": [],
        },
        "traders": [],
        "lenders": [],
        "closest_to_loss": [],
    },
    "remains": {"markets": [], "pools": []},
    "pairs": {
        "generated": [],
        "markets": [],
        "rebalances": [],
        "refused": {"rebalance: not due": 3},
        "agents": [],
        "remains": [],
    },
}


def outcome(found: int) -> dict[str, Any]:
    checks = Checks()
    checks.equal("two and two", found, 4)
    return EMPTY | checks_part(checks)


@pytest.mark.parametrize(("found", "code"), [(4, 0), (5, 1)])
@pytest.mark.parametrize("as_json", [True, False])
def test_a_failed_check_ends_the_command_with_1(
    found: int, code: int, as_json: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "run", lambda *_: outcome(found))
    with pytest.raises(SystemExit) as ended:
        command.main(as_json, tmp_path, hours=1, step=3)
    assert ended.value.code == code


def test_json_is_the_only_thing_printed_and_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "run", lambda *_: outcome(4))
    with pytest.raises(SystemExit):
        command.main(True, tmp_path / "new", hours=1, step=3)
    printed = json.loads(capsys.readouterr().out)
    assert printed == json.loads((tmp_path / "new" / "demo.json").read_text())
    assert printed["ok"] and printed["checks"][0]["name"] == "two and two"


def test_a_failed_check_is_listed_with_its_numbers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "run", lambda *_: outcome(5))
    with pytest.raises(SystemExit):
        command.main(False, tmp_path, hours=1, step=3)
    printed = capsys.readouterr().out
    assert "1 of 1 checks FAILED" in printed
    assert "two and two: 5 against 4" in printed
    assert "2 fills failed: rebalance: not due" in printed
    assert "3 rebalances failed: rebalance: not due" in printed


def test_a_missing_tool_is_said_without_a_trace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing(*_: Any) -> None:
        raise ToolMissing("node_modules: no anvil")

    monkeypatch.setattr(command, "run", missing)
    with pytest.raises(typer.Exit) as ended:
        command.main(True, tmp_path, hours=1, step=3)
    assert ended.value.exit_code == 1
    assert capsys.readouterr().err == "demo: node_modules: no anvil\n"
