# SPDX-License-Identifier: Apache-2.0
"""Every entry of the catalogue can be read by a trader, a lender or a keeper, and is found by what a chain answers."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from eth_utils import keccak

from steelyard.reverts.__main__ import as_json
from steelyard.reverts.catalogue import SELECTOR, Entry, catalogue, explain, parse
from steelyard.reverts.errors import UnknownReason, kinds

# What a remedy may begin with: an order to the caller.
ORDER = re.compile(
    "(Approve|Ask|Borrow|Call|Check|Choose|Claim|Commit|Confirm|Create|Deleverage|Deploy|Deposit|Do|Fill|Give|Increase"
    "|Leave|Let|Lower|Mint|Name|Narrow|Open|Order|Pass|Propose|Queue|Quote|Raise|Read|Rebalance|Redeem|Refund|Report"
    "|Round|Sell|Send|Set|Shorten|Sign|Start|Swap|Take|Trade|Transfer|Try|Turn|Unwrap|Use|Wait|Withdraw)[ .]"
)
JARGON = re.compile(r"\b(kappa|delta|wad|ray|raw|dust|atoms?|1e18|calldata|storage|slot|bps|msg)\b", re.IGNORECASE)


def entries() -> Iterator[tuple[str, Entry]]:
    for reason, entry in catalogue().items():
        yield reason, entry
        yield from ((f"{reason} ({contract})", other) for contract, other in entry.contracts.items())


def prose_faults(entry: Entry) -> list[str]:
    """Returns what a reader would stumble over."""
    faults = [
        f"no sentence: {text!r}" for text in (entry.meaning, entry.remedy) if not re.fullmatch(r"[A-Z].+\.", text)
    ]
    faults += [f"jargon: {word}" for word in JARGON.findall(f"{entry.meaning} {entry.remedy}")]
    if not ORDER.match(entry.remedy):
        faults.append(f"no order: {entry.remedy!r}")
    return faults


def test_entries_are_plain_sentences_and_orders() -> None:
    assert {reason: faults for reason, entry in entries() if (faults := prose_faults(entry))} == {}


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        (Entry("NotDue", "Too early.", "Wait a day"), "no sentence: 'Wait a day'"),
        (Entry("NotDue", "", "Wait."), "no sentence: ''"),
        (Entry("NotDue", "Too early.", "You wait."), "no order: 'You wait.'"),
        (Entry("NotDue", "Kappa is above one.", "Wait."), "jargon: Kappa"),
    ],
)
def test_a_bad_sentence_is_found(entry: Entry, fault: str) -> None:
    assert prose_faults(entry) == [fault]


def test_every_exception_is_used_and_declared() -> None:
    used = {entry.error for _, entry in entries()}
    assert used == kinds().keys() - {"Reverted", UnknownReason.__name__}


def test_custom_errors_are_listed_under_the_hash_of_their_signature() -> None:
    selectors = {reason: entry.by.split(": ")[1] for reason, entry in catalogue().items() if reason.startswith("0x")}
    assert len(selectors) == 10
    for selector, signature in selectors.items():
        assert selector == "0x" + keccak(text=signature)[:4].hex() and len(selector) == SELECTOR
        assert explain(selector + "00" * 32) is catalogue()[selector]


def test_a_reason_may_mean_something_else_in_one_contract() -> None:
    general = explain("twap: history too short", "ChainlinkPriceSource")
    special = explain("twap: history too short", "UniswapPriceSource")
    assert general == explain("twap: history too short") != special
    assert "rounds" in general.meaning and "observations" in special.meaning
    assert general.error == special.error == "OracleUnavailable"


def test_an_unknown_reason_is_explained_as_such() -> None:
    assert explain("nobody: wrote this").error == UnknownReason.__name__
    assert "'nobody: wrote this'" in explain("nobody: wrote this", "LendingPool").meaning


def test_a_malformed_entry_is_named() -> None:
    with pytest.raises(ValueError, match="catalogue: 'borrow: limit': .*remedy"):
        parse('["borrow: limit"]\nerror = "LimitExceeded"\nmeaning = "Too much."\n')
    with pytest.raises(ValueError, match="catalogue: 'a: b': .*meanin"):
        parse('["a: b"]\nerror = "NotDue"\nmeaning = "Early."\nremedy = "Wait."\n["a: b".Pool]\nmeanin = "Typo."\n')


def test_the_page_gets_everything_as_json() -> None:
    exported = json.loads(as_json())
    assert exported["errors"].keys() == kinds().keys()
    assert exported["errors"]["WindingDown"]["is_a"] == "MarketClosed"
    assert exported["reasons"].keys() == catalogue().keys()
    special = exported["reasons"]["router: foreign asset"]["contracts"]["PairingRouter"]
    assert special["meaning"] == explain("router: foreign asset", "PairingRouter").meaning


def test_the_program_explains_one_reason() -> None:
    command = [sys.executable, "-m", "steelyard.reverts", "borrow: limit", "--contract", "LendingPool"]
    shown = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert shown.splitlines() == ["LimitExceeded", explain("borrow: limit").meaning, explain("borrow: limit").remedy]
