// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.19;

import {vm} from "../Cheats.sol";
import {IPairingShare} from "./Interfaces.sol";
import {WorldActions} from "./WorldActions.sol";

/// The functions of `PairingShare`, and how it gets its U. What only the market may call, the attacker calls in vain.
abstract contract ShareActions is WorldActions {
    function share_enqueue(uint256 who, uint256 side, uint256 part) external remembered {
        _enqueue(who, side % SIDES, part);
    }

    /// A request that is made now can be taken back now.
    function share_cancel(uint256 who, uint256 side, uint256 part) external remembered {
        (IPairingShare share, address holder, uint256 epoch) = _enqueue(who, side % SIDES, part);
        vm.prank(holder);
        share.cancel(epoch);
    }

    /// Whoever was paid; if nobody was, one who is now.
    function share_claim(uint256 who, uint256 side, uint256 part) external remembered {
        (IPairingShare share, address holder, uint256 epoch) = _paid(who);
        if (address(share) == address(0)) {
            (share, holder, epoch) = _enqueue(who, side % SIDES, part);
            _quiet(150);
            _pokeThrough();
        }
        uint256 before = asset.balanceOf(holder);
        vm.prank(holder);
        uint256 amount = share.claim(epoch, holder);
        _promise(asset.balanceOf(holder) == before + amount, "PAIR-EXIT-01: not what was said");
        bytes memory again = abi.encodeCall(share.claim, (epoch, holder));
        _promise(_isReverted(address(share), holder, again), "PAIR-EXIT-01: claimed twice");
    }

    function share_claim_closed(uint256 which, uint256 who) external remembered {
        for (uint256 i = 0; i < generations.length; i++) {
            IPairingShare share = generations[(which % generations.length + i) % generations.length];
            (bool isClosed,,) = share.closed();
            address holder = _someoneWith(share, everybody, who);
            if (!isClosed || share.balanceOf(holder) == 0) continue;
            vm.prank(holder);
            share.claim_closed(holder);
            return;
        }
        revert("no ended generation");
    }

    /// U reverts a share that is to be paid. Later, mostly at once, it takes it again, and anyone sends what is owed.
    function pool_forward(uint256 who, uint256 side, uint256 part) external remembered {
        address unpaid = _unpaid();
        if (unpaid == address(0)) {
            (IPairingShare share,,) = _enqueue(who, side % SIDES, part);
            unpaid = address(share);
            asset.set_blocked(unpaid, true);
            _quiet(150);
            _pokeThrough();
            if (_rarely(part, 4)) return;
        }
        asset.set_blocked(unpaid, false);
        uint256 before = asset.balanceOf(unpaid);
        uint256 amount = pool.forward(unpaid);
        _promise(asset.balanceOf(unpaid) == before + amount, "PAIR-EXIT-01: not what was owed");
        _promise(pool.unsent(unpaid) == 0, "PAIR-EXIT-01: still owed");
    }

    function share_transfer(uint256 who, uint256 side, uint256 part) external remembered {
        _transfer(_share(side % SIDES), everybody[who % 5], everybody[(who + 1) % 5], part);
    }

    function share_transferFrom(uint256 who, uint256 side, uint256 part) external remembered {
        _transferFrom(_share(side % SIDES), everybody[who % 5], everybody[(who + 1) % 5], part);
    }

    function share_approve(uint256 who, uint256 side, uint256 amount) external remembered {
        _approve(_share(side % SIDES), holders[who % 3], attacker, amount);
        _approve(_share(side % SIDES), holders[who % 3], attacker, 0);
    }

    function share_permit(uint256 side, uint256 amount) external remembered {
        _permit(_share(side % SIDES), attacker, amount);
    }

    // ------------------------------------------------------------------ inside

    function _enqueue(uint256 who, uint256 side, uint256 part)
        private
        returns (IPairingShare share, address holder, uint256 epoch)
    {
        share = _share(side);
        holder = _someoneWith(share, everybody, who);
        if (share.balanceOf(holder) == 0) (share, holder) = (_share(LP), _someoneWith(_share(LP), everybody, who));
        uint256 shares = _part(share.balanceOf(holder), part);
        vm.prank(holder);
        epoch = share.enqueue(shares);
    }

    function _unpaid() private view returns (address) {
        for (uint256 i = 0; i < generations.length; i++) {
            if (pool.unsent(address(generations[i])) != 0) return address(generations[i]);
        }
        return address(0);
    }

    /// The first request that was paid, beginning with some holder.
    function _paid(uint256 who) private view returns (IPairingShare share, address holder, uint256 epoch) {
        for (uint256 i = 0; i < generations.length; i++) {
            share = generations[i];
            uint256 head = share.head();
            for (epoch = 0; epoch < head; epoch++) {
                for (uint256 j = 0; j < everybody.length; j++) {
                    holder = everybody[(who % everybody.length + j) % everybody.length];
                    if (share.request(holder, epoch) != 0) return (share, holder, epoch);
                }
            }
        }
        return (IPairingShare(address(0)), address(0), 0);
    }
}
