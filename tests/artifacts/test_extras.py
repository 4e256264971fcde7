# SPDX-License-Identifier: Apache-2.0
"""What the package says of its extras is what `pyproject.toml` says of them."""

import re
import tomllib

import pytest

from steelyard import extras
from steelyard.extras import EXTRAS, ExtraMissing, require
from tools.report import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def test_each_extra_installs_what_is_looked_for() -> None:
    stated = PROJECT["optional-dependencies"]
    modules = {
        extra: tuple(sorted(re.split(r"[=><\[ ]", name)[0].replace("-", "_") for name in stated[extra]))
        for extra in EXTRAS
    }
    assert modules == EXTRAS
    assert set(stated) == {*EXTRAS, "dev"}
    assert f"steelyard[{','.join(sorted(EXTRAS))}]" in stated["dev"]


def test_what_is_there_is_not_asked_for() -> None:
    require("chain", "this test")


def test_what_is_missing_is_named_with_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(extras.EXTRAS, "chain", ("web3", "no_such_module"))
    with pytest.raises(ExtraMissing, match=r"^this test needs no_such_module: pip install 'steelyard\[chain\]'$"):
        require("chain", "this test")
