# SPDX-License-Identifier: Apache-2.0
"""What never changes, and the state."""

from steelyard.model.pairing.line import Stage
from tests.support.line import line_terms
from tests.support.line_world import LineWorld


def test_what_it_was_made_of(world: LineWorld) -> None:
    contract = world.market.contract
    line = contract.line
    assert (line.ASSET(), line.SOURCE()) == (contract.asset.address, contract.tape.address)
    assert line.fee_recipient() == contract.account("treasury")
    assert len({line.ENGINE(), line.LINE_ENGINE(), line.SHARE_BLUEPRINT()}) == 3
    assert tuple(line.terms()[1]) == line_terms(world.terms)
    assert line.state().stage == Stage.IDLE
