# SPDX-License-Identifier: Apache-2.0
import boa
from eth_utils import keccak

from tests.unit.lending_pool.world import WAD, World


def test_metadata(world: World) -> None:
    pool = world.pool
    assert (pool.name(), pool.symbol()) == ("Steelyard lent USD", "slUSD")
    assert pool.decimals() == world.asset.decimals() + 6
    assert pool.asset() == world.asset.address


def test_immutables(world: World) -> None:
    pool = world.pool
    assert pool.FACTORY() == world.factory.address
    assert (pool.HOURLY_PART(), pool.REQUIRED_RESERVE()) == (WAD, WAD // 100)
    assert pool.GOVERNANCE() == world.governance.address


def test_terms(world: World) -> None:
    pool = world.pool
    assert (pool.rate_model(), pool.deposit_cap()) == (world.model.address, world.terms.deposit_cap)
    assert pool.reserve_factor() == WAD // 10


def test_accounts(lent: World, depositor: str, holder: str) -> None:
    pool = lent.pool
    assert pool.balanceOf(depositor) == pool.totalSupply() == 10**9 * lent.unit
    assert (pool.balanceOf(holder), pool.allowance(depositor, holder), pool.nonces(holder)) == (0, 0, 0)


def test_cash(lent: World) -> None:
    """Counted: a donation is not."""
    lent.asset.mint(lent.pool.address, 7)
    assert lent.pool.cash() == 500 * lent.unit


def test_queue(dry: World, depositor: str, token: str) -> None:
    pool = dry.pool
    assert (pool.head(), pool.tail()) == (0, 0)
    for _ in range(3):
        pool.enqueue(10**7 * dry.unit, sender=depositor)
    dry.repay(token, 15 * dry.unit)
    pool.process_queue(9)
    assert (pool.head(), pool.tail()) == (1, 3)


def test_pause(world: World, guardian: str) -> None:
    assert world.pool.paused_until() == 0
    world.governance.pause_borrowing(sender=guardian)
    assert world.pool.paused_until() == boa.env.timestamp + 7 * 86_400


def test_signing_domain(world: World) -> None:
    kind = keccak(b"EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)")
    words = [
        kind,
        keccak(b"Steelyard lent USD"),
        keccak(b"1"),
        boa.env.evm.patch.chain_id.to_bytes(32, "big"),
        bytes.fromhex(str(world.pool.address)[2:]).rjust(32, b"\0"),
    ]
    assert world.pool.DOMAIN_SEPARATOR() == keccak(b"".join(words))
