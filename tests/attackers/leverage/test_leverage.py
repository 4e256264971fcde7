# SPDX-License-Identifier: Apache-2.0
"""Every attacker of a lending market stays within their bound; where something is weakened they break it."""

import re

import pytest

from tests.attackers.leverage import ATTACKERS
from tests.attackers.search import Attacker
from tests.attackers.verdicts import bound_faults, control_faults, in_real_world, in_weakened_world
from tools.report import ROOT

each = pytest.mark.parametrize("who", ATTACKERS, ids=lambda who: who.name)


def test_the_documentation_names_each() -> None:
    text = (ROOT / "docs/security/attackers.md").read_text().split("\n## Borrowed leverage\n")[1].split("\n## ")[0]
    assert re.findall(r"^\| \*\*(.+?)\*\*", text, re.MULTILINE) == [who.name for who in ATTACKERS]


@each
def test_stays_within_the_bound(who: type[Attacker]) -> None:
    assert bound_faults(*in_real_world(who)) == []


@each
def test_the_search_bites_where_something_is_weakened(who: type[Attacker]) -> None:
    assert control_faults(*in_weakened_world(who)) == []
