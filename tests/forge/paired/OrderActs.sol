// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.19;

import {IERC20, vm} from "../Cheats.sol";
import {IPairedShare} from "./Interfaces.sol";
import {WorldActs} from "./WorldActs.sol";

/// The functions of `OrderDesk`, and the trades that only it may do.
abstract contract OrderActs is WorldActs {
    uint256 private constant LIFE = 24 hours;

    function desk_commit(uint256 who, uint256 side, uint256 amount, bool isMint) external remembered {
        _commit(who, side % SIDES, amount, isMint);
    }

    /// An order that waits, or one of now, at the first answer a minute later.
    function desk_execute(uint256 who, uint256 side, uint256 amount, bool isMint) external remembered {
        _letTrade();
        (bool found, uint256 number) = _waiting(who);
        if (!found) number = _commit(who, side % SIDES, amount, isMint);
        vm.warp(block.timestamp + _within(amount, 60, 600));
        feed.set_answer(feed.answer());
        _execute(number);
    }

    /// An order that waits, after its deadline.
    function desk_refund(uint256 seed) external remembered {
        (bool found, uint256 number) = _waiting(seed);
        require(found, "no order waits");
        address holder = desk.order(number).owner;
        address share = desk.order(number).share;
        IERC20 token = share == address(0) ? IERC20(asset) : IERC20(share);
        uint256 before = token.balanceOf(holder);
        _mustRefuseYoung(number);
        vm.warp(block.timestamp + LIFE);
        uint256 amount = desk.refund(number);
        _promise(token.balanceOf(holder) == before + amount, "order: not what was refunded");
    }

    function attacker_trades_directly(uint256 amount) external remembered {
        address place = address(pool);
        amount = _within(amount, 1, 1e24);
        _mustRefuse(place, attacker, abi.encodeCall(pool.mint, (LT, amount, 0, attacker, FOREVER)));
        _mustRefuse(place, attacker, abi.encodeCall(pool.deposit, (amount, 0, attacker, FOREVER)));
        _mustRefuse(place, attacker, abi.encodeCall(pool.redeem, (LT, amount, 0, attacker, true, FOREVER)));
    }

    /// Refused here: nobody can buy so much at 10x that it could become small enough.
    function pool_consolidate(uint256 side) external remembered {
        pool.consolidate(side % SIDES);
    }

    // ------------------------------------------------------------------ inside

    function _execute(uint256 number) private fair {
        desk.execute(number);
    }

    /// Nobody sells what nobody has, nor LP.
    function _commit(uint256 who, uint256 side, uint256 amount, bool isMint) private returns (uint256) {
        IPairedShare share = _share(side);
        address holder = _someoneWith(share, holders, who);
        isMint = isMint || side == LP || share.balanceOf(holder) == 0;
        amount = isMint ? _units(_dollars(amount) / 5 + 10) : _part(share.balanceOf(holder), amount);
        if (!isMint) _approve(share, holder, address(desk), amount);
        vm.prank(holder);
        return desk.commit(isMint, side, amount, 0, block.timestamp + LIFE - 1, holder);
    }

    function _mustRefuseYoung(uint256 number) private {
        bool isVoid = pool.clocks().isDeprecated || desk.order(number).share != address(0);
        if (isVoid || block.timestamp > desk.order(number).deadline) return;
        _mustRefuse(address(desk), attacker, abi.encodeCall(desk.refund, (number)));
    }

    function _waiting(uint256 seed) private view returns (bool, uint256 number) {
        uint256 count = desk.order_count();
        for (uint256 i = 0; i < count; i++) {
            number = (seed % count + i) % count;
            if (desk.order(number).owner != address(0)) return (true, number);
        }
        return (false, 0);
    }
}
