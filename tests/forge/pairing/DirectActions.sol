// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.19;

import {vm} from "../Cheats.sol";
import {WorldActions} from "./WorldActions.sol";

/// The trades of a market without a delayed_orders.
abstract contract DirectActions is WorldActions {
    function pool_mint(uint256 who, uint256 side, uint256 dollars) external remembered {
        _letTrade();
        _mint(holders[who % 3], side % LP, _units(_dollars(dollars)));
    }

    function pool_deposit(uint256 who, uint256 dollars) external remembered {
        _letTrade();
        _deposit(holders[who % 3], _units(_within(dollars, 1_000, 1_000_000)));
    }

    function pool_redeem(uint256 who, uint256 side, uint256 part) external remembered {
        _letTrade();
        address holder = _someoneWith(_share(side % LP), holders, who);
        if (_share(side % LP).balanceOf(holder) == 0) _mint(holder, side % LP, _units(100));
        uint256 shares = _part(_share(side % LP).balanceOf(holder), part);
        _redeem(holder, side % LP, shares, _rarely(part, 2));
    }

    /// PAIR-FAIR-01: they never gain a unit of U on the way.
    function attacker_goes_in_and_out(uint256 side, uint256 dollars) external remembered {
        _letTrade();
        uint256 purse = asset.balanceOf(attacker);
        uint256 shares = _mint(attacker, side % LP, _units(_dollars(dollars)));
        _redeem(attacker, side % LP, shares, false);
        _promise(asset.balanceOf(attacker) <= purse, "PAIR-FAIR-01: a round trip earned");
    }

    /// Now and then after LT, bought for a great deal, have lost nearly all of it.
    function pool_consolidate(uint256 seed) external remembered {
        if (!_rarely(seed, 8)) return pool.consolidate(seed % SIDES);
        _letTrade();
        _deposit(owner, 200_000e18);
        _mint(owner, LT, 20_000e18);
        uint256 index = _share(LT).index();
        for (uint256 i = 0; i < 50 && _share(LT).index() == index; i++) {
            _move(89);
            _letTrade();
            try pool.consolidate(LT) {} catch {}
        }
        require(_share(LT).index() != index, "the price could not fall that far");
    }

    // ------------------------------------------------------------------ inside

    function _mint(address holder, uint256 side, uint256 amount) private fair returns (uint256) {
        vm.prank(holder);
        return pool.mint(side, amount, 0, holder, FOREVER);
    }

    function _deposit(address holder, uint256 amount) private fair {
        vm.prank(holder);
        pool.deposit(amount, 0, holder, FOREVER);
    }

    function _redeem(address holder, uint256 side, uint256 shares, bool partly) private fair {
        vm.prank(holder);
        pool.redeem(side, shares, 0, holder, partly, FOREVER);
    }
}
