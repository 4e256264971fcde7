# SPDX-License-Identifier: Apache-2.0
from tests.unit.chainlink_oracle.world import ETH_USD, GRACE, NOBODY, USDC_USD, World


def test_getters_tell_what_was_given() -> None:
    bear = World((USDC_USD, None, ETH_USD, None), decimals=(6, 18), main=2, l2=True)
    assert bear.oracle.MAIN() == 2
    assert bear.oracle.SEQUENCER() == bear.sequencer.address
    assert bear.oracle.GRACE() == GRACE


def test_a_chain_without_a_sequencer_names_none() -> None:
    assert World().oracle.SEQUENCER() == NOBODY
