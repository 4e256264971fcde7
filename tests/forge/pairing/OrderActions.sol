// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.19;

import {IERC20, vm} from "../Cheats.sol";
import {IPairingShare} from "./Interfaces.sol";
import {WorldActions} from "./WorldActions.sol";

/// The functions of `DelayedOrders`, and the trades that only it may do.
abstract contract OrderActions is WorldActions {
    uint256 private constant LIFE = 24 hours;

    function orders_commit(uint256 who, uint256 side, uint256 amount, bool isMint) external remembered {
        _commit(who, side % SIDES, amount, isMint);
    }

    /// An order that waits, or one of now, at the first answer a minute later.
    function orders_execute(uint256 who, uint256 side, uint256 amount, bool isMint) external remembered {
        _letTrade();
        (bool found, uint256 number) = _waiting(who);
        if (!found) number = _commit(who, side % SIDES, amount, isMint);
        vm.warp(block.timestamp + _within(amount, 60, 600));
        feed.set_answer(feed.answer());
        _execute(number);
    }

    /// An order that waits, after its deadline.
    function orders_refund(uint256 seed) external remembered {
        (bool found, uint256 number) = _waiting(seed);
        require(found, "no order waits");
        address holder = delayed_orders.order(number).owner;
        address share = delayed_orders.order(number).share;
        IERC20 token = share == address(0) ? IERC20(asset) : IERC20(share);
        uint256 before = token.balanceOf(holder);
        _mustRefuseYoung(number);
        vm.warp(block.timestamp + LIFE);
        uint256 amount = delayed_orders.refund(number);
        _promise(token.balanceOf(holder) == before + amount, "order: not what was refunded");
    }

    function attacker_trades_directly(uint256 amount) external remembered {
        address place = address(pool);
        amount = _within(amount, 1, 1e24);
        _mustRevert(place, attacker, abi.encodeCall(pool.mint, (LT, amount, 0, attacker, FOREVER)));
        _mustRevert(place, attacker, abi.encodeCall(pool.deposit, (amount, 0, attacker, FOREVER)));
        _mustRevert(place, attacker, abi.encodeCall(pool.redeem, (LT, amount, 0, attacker, true, FOREVER)));
    }

    /// Reverted here: nobody can buy so much at 10x that it could become small enough.
    function pool_consolidate(uint256 side) external remembered {
        pool.consolidate(side % SIDES);
    }

    // ------------------------------------------------------------------ inside

    function _execute(uint256 number) private fair {
        delayed_orders.execute(number);
    }

    /// Nobody sells what nobody has, nor LP.
    function _commit(uint256 who, uint256 side, uint256 amount, bool isMint) private returns (uint256) {
        IPairingShare share = _share(side);
        address holder = _someoneWith(share, holders, who);
        isMint = isMint || side == LP || share.balanceOf(holder) == 0;
        amount = isMint ? _units(_dollars(amount) / 5 + 10) : _part(share.balanceOf(holder), amount);
        if (!isMint) _approve(share, holder, address(delayed_orders), amount);
        vm.prank(holder);
        return delayed_orders.commit(isMint, side, amount, 0, block.timestamp + LIFE - 1, holder);
    }

    function _mustRefuseYoung(uint256 number) private {
        bool isVoid = pool.clocks().isDeprecated || delayed_orders.order(number).share != address(0);
        if (isVoid || block.timestamp > delayed_orders.order(number).deadline) return;
        _mustRevert(address(delayed_orders), attacker, abi.encodeCall(delayed_orders.refund, (number)));
    }

    function _waiting(uint256 seed) private view returns (bool, uint256 number) {
        uint256 count = delayed_orders.order_count();
        for (uint256 i = 0; i < count; i++) {
            number = (seed % count + i) % count;
            if (delayed_orders.order(number).owner != address(0)) return (true, number);
        }
        return (false, 0);
    }
}
