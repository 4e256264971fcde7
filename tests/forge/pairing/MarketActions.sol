// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.19;

import {vm} from "../Cheats.sol";
import {WorldActions} from "./WorldActions.sol";

/// The functions of `PairingPool` that no trade needs.
abstract contract MarketActions is WorldActions {
    uint256 private constant MAX_STEPS = 64;

    /// PAIR-STEP-01: a bounded number of steps. Mostly after the price has left the range, sometimes by far.
    function pool_rebalance(uint256 seed) external remembered {
        if (!_rarely(seed, 4)) _move(_rarely(seed, 8) ? 40 : _within(seed, 0, 1) * 24 + 88);
        _quiet(30);
        (uint256 steps,,) = pool.rebalance();
        _promise(steps <= MAX_STEPS, "PAIR-STEP-01: too many steps at once");
    }

    function pool_collect_fees(uint256) external remembered {
        pool.collect_fees();
    }

    function pool_set_fee_recipient(uint256 who) external remembered {
        address next = everybody[who % everybody.length];
        address recipient = pool.fee_recipient();
        if (recipient != attacker) {
            _mustRevert(address(pool), attacker, abi.encodeCall(pool.set_fee_recipient, (attacker)));
        }
        vm.prank(recipient);
        pool.set_fee_recipient(next);
    }

    /// After hours without an answer.
    function pool_report_stale(uint256 seed) external remembered {
        vm.warp(block.timestamp + _within(seed, 2, 30) * 1 hours);
        pool.report_stale();
        if (_rarely(seed, 2)) _quiet(60);
    }

    /// Now and then the feed is dead for three days.
    function pool_deprecate(uint256 seed) external remembered {
        if (!_rarely(seed, 16)) return pool.deprecate();
        feed.set_broken(true);
        try pool.report_stale() {} catch {}
        vm.warp(block.timestamp + 72 hours);
        pool.deprecate();
        feed.set_broken(false);
    }

    /// GOV-01: what is only for the delayed_orders, or for the market, or for once.
    function attacker_plays_roles(uint256 amount) external remembered {
        address place = address(pool);
        address share = pool.share(amount % SIDES);
        amount = _within(amount, 1, 1e30);
        uint256[2] memory paid;
        _mustRevert(place, attacker, abi.encodeCall(pool.open, (amount)));
        _mustRevert(place, attacker, abi.encodeCall(pool.mint_ordered, (LT, amount, 0, attacker, 1)));
        _mustRevert(place, attacker, abi.encodeCall(pool.redeem_ordered, (LT, amount, 0, attacker, 1)));
        _mustRevert(share, attacker, abi.encodeCall(_share(LT).mint, (attacker, amount)));
        _mustRevert(share, attacker, abi.encodeCall(_share(LT).burn, (owner, 1)));
        _mustRevert(share, attacker, abi.encodeCall(_share(LT).settle, (paid, 1, true, 0, 0)));
        _mustRevert(share, attacker, abi.encodeCall(_share(LT).consolidate, ()));
    }
}
