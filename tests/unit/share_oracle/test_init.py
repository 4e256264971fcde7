# SPDX-License-Identifier: Apache-2.0
from tests.support.contracts import deploy
from tests.support.reverts import reverts
from tests.unit.share_oracle.conftest import Market


def test_only_shares_of_the_factory_have_one(bull: Market, bear: Market, holder: str) -> None:
    """A unit as collateral drains its lender at the first rebase."""
    for stranger in (bull.anchored.address, bull.pool.address, bull.collateral.address, holder):
        with reverts("share oracle: not a share"):
            deploy("ShareOracle", bull.factory.address, stranger, False)
    deploy("ShareOracle", bull.factory.address, bear.token.address, True)
