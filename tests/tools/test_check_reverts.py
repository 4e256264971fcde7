# SPDX-License-Identifier: Apache-2.0
"""Each fault between contracts and catalogue is found: planted ones here, none in what is committed."""

from collections import Counter
from pathlib import Path

import pytest

from steelyard.artifacts.sources import source_path
from steelyard.reverts.catalogue import Entry
from tools.check_reverts import (
    catalogue_faults,
    closure,
    page,
    reasons_in,
    reasons_of,
    repetition_faults,
    unreachable_faults,
)

ENTRY = Entry("NotDue", "Too early.", "Wait.")
FOREIGN = Entry("NotDue", "Too early.", "Wait.", by="Uniswap v3")


def test_reasons_are_read_from_every_way_to_revert(tmp_path: Path) -> None:
    source = tmp_path / "probe.vy"
    source.write_text(
        "# pragma version 0.4.3\n@external\ndef f(ok: bool):\n"
        '    """@notice errors.require(ok, "a: docstring")."""\n'
        '    errors.require(ok, "a: first")  # errors.require(ok, "a: comment")\n'
        '    if not ok:\n        errors.revert("a: second")\n'
        '    errors.require(\n        ok,\n        "a: third",\n    )\n'
        '    assert ok, "a: fourth"\n    assert ok\n    x: String[32] = "a: no reason"\n'
        '    errors.require(ok, "a: first")\n    if not ok:\n        raise "a: fifth"\n'
    )
    expected = {"a: first": 2, "a: second": 1, "a: third": 1, "a: fourth": 1, "a: fifth": 1}
    assert reasons_in(source) == expected


def test_a_computed_reason_is_found(tmp_path: Path) -> None:
    source = tmp_path / "probe.vy"
    source.write_text("# pragma version 0.4.3\n@external\ndef f(text: String[32]):\n    errors.revert(text)\n")
    with pytest.raises(ValueError, match="probe.vy:4: the reason is not a text"):
        reasons_in(source)


def test_a_deployable_inherits_what_it_compiles_in_and_no_more() -> None:
    modules = {path.name for path in closure(source_path("LendingPool"))}
    assert {"LendingPool.vy", "queue.vy", "erc20.vy", "ownable.vy"} <= modules
    pool = reasons_of("LendingPool", source_path("LendingPool"))
    assert {"borrow: limit", "queue: nothing to serve", "erc20: insufficient allowance"} <= pool
    assert "erc20: minter is owner address" not in pool  # of a function of the library that the pool does not export
    assert "mint: winding down" not in reasons_of("QuoteLens", source_path("QuoteLens"))  # it only takes constants


def test_contracts_and_catalogue_must_agree() -> None:
    special = Entry("NotDue", "Too early.", "Wait.", contracts={"Pool": ENTRY})
    assert catalogue_faults({"Pool": {"a: b"}, "Token": {"a: b"}}, {"a: b": special, "STF": FOREIGN}) == []
    long = "a: " + "b" * 30
    faults = catalogue_faults(
        {"Pool": {"a: b", "new: one", "STF", long}},
        {
            "a: b": Entry("NotDue", "Too early.", "Wait.", contracts={"Token": ENTRY}),
            "old: one": ENTRY,
            "STF": FOREIGN,
            long: Entry("Undeclared", "Too early.", "Wait."),
        },
    )
    assert faults == [
        "Pool: 'new: one' is not in the catalogue; add it",
        "catalogue: Token does not give 'a: b'; remove what is special there",
        "catalogue: no contract gives 'old: one'; remove it",
        "catalogue: 'STF' is given by a contract of ours, not only by Uniswap v3; drop `by`",
        f"catalogue: '{long}' has 33 bytes, limit 32; shorten it",
        f"catalogue: '{long}' raises Undeclared, which steelyard.reverts.errors does not declare",
    ]


def test_a_text_twice_in_a_source_must_be_allowed() -> None:
    twice = {"pool.vy": Counter({"a: b": 2, "c: d": 1})}
    allowed = Entry("NotDue", "Too early.", "Wait.", repeated=True)
    assert repetition_faults(twice, {"a: b": allowed, "c: d": ENTRY}) == []
    assert repetition_faults(twice, {"a: b": ENTRY, "c: d": allowed}) == [
        "pool.vy: 'a: b' is written at 2 places; give each its own text, or allow it by `repeated = true`",
        "catalogue: 'c: d' is not repeated in any source; drop `repeated`",
    ]


def test_a_check_that_nothing_deploys_is_found() -> None:
    assert unreachable_faults({"pool.vy": Counter(["a: b"])}, {"Pool": {"a: b"}}) == []
    assert unreachable_faults({"pool.vy": Counter(["a: b"])}, {"Pool": set()}) == [
        "pool.vy: no deployable gives 'a: b'; remove the check, or deploy it"
    ]


def test_the_page_shows_each_contract_and_then_the_others() -> None:
    special = Entry("NotDue", "Too early.", "Wait.", contracts={"Pool": Entry("Expired", "Too late.", "Try again.")})
    entries = {"a: b": special, "STF": FOREIGN, "": Entry("NoReasonGiven", "None.", "Check it.", by="the compiler")}
    lines = page({"Token": {"a: b"}, "Pool": {"a: b"}}, {"Pool": "lending", "Token": "leverage"}, entries).splitlines()
    assert [line for line in lines if line.startswith("##")] == [
        "## Exceptions",
        "## Token",
        "## Pool",
        "## Other people's reasons",
        "### Uniswap v3",
        "### The compiler",
    ]
    rows = ("| `a: b` | `NotDue` | Too early. | Wait. |", "| `a: b` | `Expired` | Too late. | Try again. |")
    assert lines.index(rows[0]) < lines.index(rows[1])
    assert "| none | `NoReasonGiven` | None. | Check it. |" in lines
