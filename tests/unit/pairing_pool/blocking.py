# SPDX-License-Identifier: Apache-2.0
"""A market on a U whose issuer blocks one of its shares while requests wait."""

from dataclasses import dataclass

from tests.support.contracts import deploy
from tests.unit.pairing_pool.world import DAY, FT, LP, WAD, PoolWorld, held_world


@dataclass(frozen=True)
class Blocked:
    """FT is blocked; a request waits in its queue and one in that of LP, both due."""

    world: PoolWorld
    holder: str
    epochs: dict[int, int]

    def set_blocked(self, is_blocked: bool) -> None:
        """As the issuer."""
        self.world.asset.set_blocked(self.world.share(FT).address, is_blocked)

    def claim(self, side: int) -> int:
        """As the holder, or the creator for LP."""
        who = self.world.creator if side == LP else self.holder
        return int(self.world.share(side).claim(self.epochs[side], who, sender=who))


def blocked_world(*rich: str) -> Blocked:
    """A 3x of live terms with LT and FT of the first of `rich`, who leaves with 1,000 FT; the creator with 1,000 LP."""
    world = held_world(*rich, asset=deploy("BlocklistAsset", 18))
    epochs = {FT: world.enqueue(FT, 1_000 * WAD, rich[0]), LP: world.enqueue(LP, 1_000 * WAD, world.creator)}
    blocked = Blocked(world, rich[0], epochs)
    blocked.set_blocked(True)
    world.later(DAY, 2_000)
    return blocked
