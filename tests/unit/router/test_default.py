# SPDX-License-Identifier: Apache-2.0
"""Plain payments. That the wrapped coin may pay in shows in every redeem for the native coin."""

import boa

from tests.support.desk import Desk
from tests.support.refusal import refuses


def test_a_plain_payment_is_refused(desk: Desk, attacker: str) -> None:
    for data in (b"", b"\x01\x02\x03\x04"):
        with refuses("router: no plain payments"):
            desk.router.__default__(value=1, data=data, sender=attacker)
    assert boa.env.get_balance(desk.router.address) == 0
