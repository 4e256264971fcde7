# SPDX-License-Identifier: Apache-2.0
"""Each check must bite: a fault of its kind is found, and what is right passes."""

from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace

import pytest

from steelyard.artifacts.sources import source_path
from tools import check_vyper_style
from tools.check_docs import Documented, doc_faults, external_functions
from tools.check_hosts import lock_faults, path_faults
from tools.check_invariants import citation_faults, identifiers, with_places
from tools.check_sizes import byte_faults, line_faults, room
from tools.check_spdx import spdx_fault
from tools.check_unit_tests import untested
from tools.check_vyper_style import formatted, lint_faults
from tools.folders import fault, folders
from tools.kept import fingerprint, kept, on_all_cores
from tools.report import Function, finish, snake_case

APACHE = "# SPDX-License-Identifier: Apache-" + "2.0"


def test_finish_tells_the_verdict(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as good:
        finish([], "all of it")
    with pytest.raises(SystemExit) as bad:
        finish(["one fault"], "all of it")
    assert (good.value.code, bad.value.code) == (0, 1)
    assert "good: all of it" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("LendingPool", "lending_pool"),
        ("maxDeposit", "max_deposit"),
        ("borrow", "borrow"),
        ("DOMAIN_SEPARATOR", "domain_separator"),
        ("uniswapV3SwapCallback", "uniswap_v3_swap_callback"),
    ],
)
def test_snake_case(name: str, expected: str) -> None:
    assert snake_case(name) == expected


def test_invariants_need_tests_and_tests_need_invariants() -> None:
    promised = identifiers("| LEV-SOLV-01 | text | POOL-CASH-02 |")
    assert promised == {"LEV-SOLV-01", "POOL-CASH-02"}
    assert citation_faults(promised, {"a.py": promised}) == []
    faults = citation_faults(promised, {"a.py": {"LEV-SOLV-01", "LEV-SOLV-09"}})
    assert faults == ["POOL-CASH-02: no test cites it", "a.py: cites LEV-SOLV-09, which is not promised"]


def test_docs_need_every_tag() -> None:
    good = Documented("mint", ["amount"], True, "@notice Mints.\n@param amount Units.\n@return Shares.")
    assert doc_faults(good) == []
    assert doc_faults(Documented("mint", ["amounts"], True, good.text)) == ["mint: no @param amounts"]
    assert doc_faults(Documented("mint", [], True, "@notice Mints.")) == ["mint: no @return"]
    assert doc_faults(Documented("mint", [], False)) == ["mint: no docstring"]


def test_docs_find_external_functions_only(tmp_path: Path) -> None:
    source = tmp_path / "Probe.vy"
    source.write_text(
        "# pragma version 0.4.3\n@external\ndef shown(amount: uint256) -> uint256:\n"
        '    """@notice Shows."""\n    return amount\n\n@internal\ndef _hidden():\n    pass\n'
    )
    assert external_functions(source) == [Documented("shown", ["amount"], True, "@notice Shows.")]


def test_unit_test_must_exist_and_call_the_function(tmp_path: Path) -> None:
    mint = Function("mint", ("uint256",), 1, view=False)
    asset = Function("asset", (), 1, view=True)
    assert "no " in str(untested("Probe", mint, tmp_path))
    (tmp_path / "test_mint.py").write_text("def test_nothing(): ...")
    assert "never calls it" in str(untested("Probe", mint, tmp_path))
    (tmp_path / "test_mint.py").write_text("token.mint(1)")
    assert untested("Probe", mint, tmp_path) is None
    assert "test_getters.py" in str(untested("Probe", asset, tmp_path))
    (tmp_path / "test_getters.py").write_text("assert pool.asset() == usdc")
    assert untested("Probe", asset, tmp_path) is None


def test_sizes() -> None:
    assert byte_faults("Probe", 22_000, 24_573) == []
    assert byte_faults("Probe", 22_001, 24_574) == [
        "Probe: blueprint 24,577 bytes, limit 24,576; no chain would take it",
        "Probe: runtime 22,001 bytes, budget 22,000; move what needs no storage elsewhere",
    ]


@pytest.mark.parametrize(("core", "budget"), [("LeveragedToken", 20_000), ("LendingPool", 21_500)])
def test_the_cores_have_less(core: str, budget: int) -> None:
    assert byte_faults(core, budget, budget + 1_800) == []
    assert len(byte_faults(core, budget + 1, budget + 1_801)) == 1


def test_room_is_what_binds_first() -> None:
    assert [room("Probe", 21_000, 22_000), room("Probe", 21_000, 24_500), room("LendingPool", 21_501, 0)] == [
        1_000,
        73,
        -1,
    ]


def test_lines(tmp_path: Path) -> None:
    for name, lines in (("Probe.vy", 801), ("module.vy", 600), ("long.py", 601), ("data.json", 9_000)):
        (tmp_path / name).write_text("#\n" * lines)
    faults = line_faults(sorted(tmp_path.iterdir()))
    assert faults == ["Probe.vy: 801 lines, limit 800", "long.py: 601 lines, limit 600"]


def test_licence_line_must_be_there_and_right() -> None:
    assert spdx_fault(Path("src/a.py"), f"{APACHE}\n") is None
    assert spdx_fault(Path("src/a.py"), "import os\n") is not None
    assert spdx_fault(Path("contracts/A.vy"), f"{APACHE}\n") is not None


def test_hosts_and_machine_paths() -> None:
    assert lock_faults("lock", "a==1 --hash=sha256:0\n") == []
    assert lock_faults("lock", "--index-url x\n") != []
    assert lock_faults("lock", '"resolved": "x"') != []
    assert path_faults("a.py", "build/" + "tmp/x and docs/" + "home/y") == []
    assert path_faults("a.py", "open('/" + "home/somebody/key')") != []


def test_formatter_repairs_and_refuses() -> None:
    good = "# pragma version 0.4.3\n\n\n@external\ndef f() -> uint256:\n    return 1 + 1\n"
    assert formatted(good) == good
    assert formatted(good.replace("1 + 1", "1+1")) == good
    with pytest.raises(ValueError, match="mamushi cannot format it"):
        formatted("def (:")


def test_linter_finds_an_unused_variable(tmp_path: Path) -> None:
    source = tmp_path / "Probe.vy"
    source.write_text(
        "# pragma version 0.4.3\n\n\n@external\n@pure\ndef f() -> uint256:\n    x: uint256 = 3\n    return 1\n"
    )
    (fault,) = lint_faults(source)
    assert "'x'" in fault


def test_the_optimizer_changes_nothing_that_the_linter_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    source = str(source_path("AdaptiveRateModel"))
    without = check_vyper_style._analysed(source)
    monkeypatch.setattr(check_vyper_style, "_unoptimized", nullcontext)
    assert check_vyper_style._analysed(source) == without and without["metadata"]["function_info"]


def test_a_rule_that_fails_is_not_one_that_found_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "Probe.vy"
    source.write_text("# pragma version 0.4.3\n")
    assert lint_faults(source) == []
    monkeypatch.setattr("natrix.RuleRegistry.get_rules", lambda: [SimpleNamespace(run=1)])
    (fault,) = lint_faults(source)
    assert "not callable" in fault


def test_a_verdict_is_kept_under_its_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tools.kept.files.cache_dir", lambda: tmp_path)
    assert kept("probe", "a", lambda: ["1"]) == ["1"]
    assert kept("probe", "a", lambda: ["2"]) == ["1"]
    assert kept("probe", "b", lambda: ["3"]) == ["3"]


def test_a_fingerprint_takes_in_every_part() -> None:
    assert len({fingerprint("a", "b"), fingerprint("ab", ""), fingerprint("a", "c"), fingerprint("a")}) == 4
    assert fingerprint("a", b"b") == fingerprint(b"a", "b")


def test_formatter_forgets_the_file_before() -> None:
    """Comments within brackets are told apart by what was read before."""
    files = ["x: constant(uint256) = 1  # one\n", "def f(\n    # one\n    a: uint256,\n):\n    pass\n"]
    alone = [formatted(file) for file in files]
    assert [formatted(file) for file in reversed(files)] == alone[::-1]


def test_work_on_all_cores_keeps_its_order(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(on_all_cores(abs, [-3, 2, -1], str)) == [(-3, 3), (2, 2), (-1, 1)]
    assert capsys.readouterr().err == ""


def test_the_table_of_invariants_says_where_they_are_tested_and_proved() -> None:
    table = "# Title\n| id | sentence | where tested | proof |\n|---|---|---|---|\n| AB-CD-01 | Holds. | old | – |\n"
    cited = {
        "tests/unit/test_a.py": {"AB-CD-01"},
        "verification/proofs/ab.py": {"AB-CD-01"},
        "tests/test_b.py": {"EF-01"},
    }
    links = "[unit/test_a.py](../../tests/unit/test_a.py) | [ab.py](../../verification/proofs/ab.py)"
    row = f"| AB-CD-01 | Holds. | {links} |"
    assert with_places(table, cited) == table.replace("| AB-CD-01 | Holds. | old | – |", row)


def test_a_folder_whose_tests_need_their_order_is_found(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "test_order.py").write_text(
        "made = []\n\ndef test_makes():\n    made.append(1)\n\ndef test_needs():\n    assert made\n"
    )
    (tmp_path / "conftest.py").write_text("from tests.conftest import pytest_collection_modifyitems\n")
    assert folders(tmp_path) == [tmp_path / "inner"]
    assert fault((tmp_path / "inner", "")) is None
    assert "test_needs" in str(fault((tmp_path / "inner", "reverse")))
