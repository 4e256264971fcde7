# SPDX-License-Identifier: Apache-2.0
"""A result from the cache is never older than any source it came from."""

from pathlib import Path

import pytest

from steelyard.chain.compile import artifact, deployables, import_closure, source_hash, source_path
from steelyard.chain.errors import ToolMissing, read_revert
from steelyard.chain.node_modules import file
from steelyard.chain.uniswap import PRICE_SCALE, input_to_price, sqrt_price_x96


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Top imports a module, the module an interface, the interface another: titanoboa's own cache misses the last."""
    for folder, name, text in (
        ("lending", "Top.vy", "from . import part\nfrom snekmate.tokens import erc20\n"),
        ("lending", "part.vy", "from ..interfaces import IOuter\n"),
        ("interfaces", "IOuter.vyi", "from . import IInner\n"),
        ("interfaces", "IInner.vyi", "struct Sheet:\n    debt: uint256\n"),
        ("interfaces", "IOther.vyi", ""),
    ):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / name).write_text(text)
    return tmp_path


def test_closure_follows_relative_imports(tree: Path) -> None:
    names = {path.name for path in import_closure(tree / "lending" / "Top.vy")}
    assert names == {"Top.vy", "part.vy", "IOuter.vyi", "IInner.vyi"}


def test_hash_changes_with_what_is_imported_and_with_nothing_else(tree: Path) -> None:
    top = tree / "lending" / "Top.vy"
    before = source_hash(top)
    (tree / "interfaces" / "IOther.vyi").write_text("# changed")
    assert source_hash(top) == before
    (tree / "interfaces" / "IInner.vyi").write_text("struct Sheet:\n    debt: uint128\n")
    assert source_hash(top) != before


def test_missing_import_is_named(tree: Path) -> None:
    (tree / "interfaces" / "IInner.vyi").unlink()
    with pytest.raises(FileNotFoundError, match="IOuter.vyi imports IInner"):
        source_hash(tree / "lending" / "Top.vy")


def test_unknown_contract_lists_the_known() -> None:
    with pytest.raises(KeyError, match="no contract named Nothing.*KinkedRateModel"):
        source_path("Nothing")


def test_artifact_is_complete() -> None:
    assert "KinkedRateModel" in deployables()
    compiled = artifact("KinkedRateModel")
    assert compiled.runtime[:32] in compiled.bytecode
    assert compiled.blueprint.endswith(bytes.fromhex("fe7100") + compiled.bytecode)


def test_missing_tool_says_how_to_install_it() -> None:
    with pytest.raises(ToolMissing, match="make setup"):
        file("no/such/file")


@pytest.mark.parametrize(
    ("output", "reason"),
    [
        ("", ""),
        ("4e487b71" + f"{17:064x}", "Panic(17)"),
        ("08c379a0" + f"{32:064x}{5:064x}" + b"a: no".hex().ljust(64, "0"), "a: no"),
        ("deadbeef", "0xdeadbeef"),
    ],
)
def test_revert_is_read(output: str, reason: str) -> None:
    assert read_revert(bytes.fromhex(output)) == reason


def test_square_root_price_both_ways() -> None:
    assert sqrt_price_x96(4 * PRICE_SCALE, base_is_token0=True) == 2 << 96
    assert sqrt_price_x96(4 * PRICE_SCALE, base_is_token0=False) == 1 << 95
    with pytest.raises(ValueError, match="price 0"):
        sqrt_price_x96(0, base_is_token0=True)


def test_input_to_price_chooses_the_side() -> None:
    base, quote = 10**21, 2_000 * 10**21
    assert input_to_price(base, quote, 2_000 * PRICE_SCALE)[1] == 0
    assert input_to_price(base, quote, 1_500 * PRICE_SCALE)[0] is True
    assert input_to_price(base, quote, 2_500 * PRICE_SCALE)[0] is False
