# SPDX-License-Identifier: Apache-2.0
"""Plain payments. That the wrapped coin may pay in shows in every redeem for the native coin."""

import boa

from tests.support.periphery import Periphery
from tests.support.reverts import reverts


def test_a_plain_payment_is_refused(periphery: Periphery, attacker: str) -> None:
    for data in (b"", b"\x01\x02\x03\x04"):
        with reverts("router: no plain payments"):
            boa.env.raw_call(periphery.router.address, value=1, data=data, sender=attacker)
    assert boa.env.get_balance(periphery.router.address) == 0
