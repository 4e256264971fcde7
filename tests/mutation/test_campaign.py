# SPDX-License-Identifier: Apache-2.0
"""What is tried, which tests are to find it, and how it is counted."""

from dataclasses import replace
from pathlib import Path

import pytest

from verification.mutation import equivalents
from verification.mutation.outcome import (
    EQUAL,
    EQUIVALENT,
    KILLED,
    STILLBORN,
    SURVIVED,
    TIMEOUT,
    Result,
    killed_share,
    table,
)
from verification.mutation.sample import population, sample
from verification.mutation.scratch import CHECKOUT
from verification.mutation.targets import TESTS, targets_of

EVERYTHING = population(CHECKOUT / "contracts")
RESULT = Result("lending/accounting.vy _owed rounding 1", 9, "mul_div_up", "mul_div_down", KILLED, "a test", 1.0)


def test_every_source_has_mutants_and_tests_that_exist() -> None:
    assert len(EVERYTHING) > 50
    for file, found in EVERYTHING.items():
        assert all((CHECKOUT / tests).exists() for tests in targets_of(file)), file
        assert len({mutant.name for mutant in found}) == len(found), file


def test_no_row_names_a_source_that_is_gone() -> None:
    assert [key for key in TESTS if not any(file.startswith(key) for file in EVERYTHING)] == []


def test_a_sample_is_the_same_every_time_and_of_every_file() -> None:
    chosen = sample(EVERYTHING, 300)
    assert chosen == sample(EVERYTHING, 300)
    assert {mutant.file for mutant in chosen} == EVERYTHING.keys()
    assert 250 < len(chosen) < 400
    assert sample(EVERYTHING, 300, seed=1) != chosen
    assert {mutant.name for mutant in sample(EVERYTHING, 150)} < {mutant.name for mutant in chosen}


def test_a_file_draws_by_itself() -> None:
    queue = "lending/queue.vy"
    changed = EVERYTHING | {queue: EVERYTHING[queue][::-1]}
    before, after = sample(EVERYTHING, 300), sample(changed, 300)
    assert before != after
    assert [mutant for mutant in before if mutant.file != queue] == [mutant for mutant in after if mutant.file != queue]


@pytest.mark.parametrize(
    ("outcomes", "share"),
    [
        ([KILLED, TIMEOUT, SURVIVED, SURVIVED], 0.5),
        ([KILLED, STILLBORN, EQUAL, EQUIVALENT], 1),
        ([STILLBORN], 1),
        ([SURVIVED], 0),
    ],
)
def test_the_share_counts_what_could_have_been_killed(outcomes: list[str], share: float) -> None:
    results = [replace(RESULT, outcome=outcome) for outcome in outcomes]
    assert killed_share(results) == share
    assert table(results).row_count == 2


def test_equivalents_are_read_from_the_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document = tmp_path / "mutation.md"
    piped = replace(RESULT, old="a |\n b", new="a & b")
    rows = [f"| `{RESULT.name}` | {RESULT.change} | rounds nothing |", f"| `{piped.name}` | {piped.change} | x |"]
    another = f"| `{RESULT.name} 1` | {RESULT.change} | only survives |"
    document.write_text("\n".join(["## Equivalent mutants", "", *rows, "", "## Other survivors", another]))
    monkeypatch.setattr(equivalents, "DOCUMENT", document)
    assert equivalents.listed() == {
        (RESULT.name, RESULT.change): "rounds nothing",
        (piped.name, piped.change): "x",
    }
