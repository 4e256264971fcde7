# SPDX-License-Identifier: Apache-2.0
"""A result from the cache is never older than any source it came from."""

from pathlib import Path

import pytest

from steelyard.artifacts import artifact
from steelyard.artifacts.sources import deployables, import_closure, source_hash, source_path


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
