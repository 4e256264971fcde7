// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.19;

import {vm} from "../Cheats.sol";
import {Bystander} from "./Bystander.sol";
import {ILeveragedToken} from "./Interfaces.sol";

/// Prices, time, gifts, and the keeper who fills whatever is due.
abstract contract WorldActions is Bystander {
    struct Balance {
        uint256 assets; // in units of the debt asset
        uint256 debt;
        bool isOrderly; // with equity, and no sale
    }

    uint256 internal constant REACH = 1_000; // times the first price, up or down, within which the price stays

    uint256 internal immutable firstPrice;
    uint256 internal immutable dollar; // in units of the debt asset

    constructor(string memory name) {
        _meet(name);
        dollar = pool.totalAssets() / LENT_DOLLARS;
        price = token.balance_sheet().lastPrice;
        firstPrice = price;
    }

    /// POOL-SHARE-01, around everything that may not cost lenders anything.
    modifier lossless() {
        uint256 before = _sharePrice();
        _;
        _promise(_sharePrice() + 1e12 >= before, "POOL-SHARE-01: lenders lost without a bad debt");
    }

    /// POOL-SHARE-01, around what may book a loss, or take one back: lenders lose only what was not covered.
    modifier bearable() {
        uint256 before = _sharePrice();
        bool isBooked = pool.pool_state().nominal != 0;
        _;
        isBooked = isBooked || token.balance_sheet().state >= SALE;
        _promise(isBooked || _sharePrice() + 1e12 >= before, "POOL-SHARE-01: lenders lost without a bad debt");
    }

    function price_moves(uint256 seed) external lossless closedForGood {
        _move(_within(seed, 88, 114));
    }

    function price_jumps(uint256 seed) external lossless closedForGood {
        _move(_within(seed, 60, 160));
    }

    function price_trends(uint256 seed) external bearable closedForGood {
        _trend(_rarely(seed, 2) ? 85 : 115);
    }

    function keeper_fills(uint256) external bearable closedForGood {
        _keep();
    }

    function time_passes(uint256 seed) external lossless closedForGood {
        uint256[5] memory spans = [uint256(12), 600, 3_600, 1 days, 30 days];
        _wait(spans[seed % spans.length]);
    }

    /// A gift changes nobody's account.
    function attacker_donates(uint256 seed) external lossless closedForGood {
        bytes32 before = keccak256(abi.encode(token.balance_sheet(), pool.pool_state()));
        vm.prank(attacker);
        collateral.transfer(address(token), _within(seed, 1, 1e9));
        vm.prank(attacker);
        debtAsset.transfer(address(pool), _within(seed, 1, 1e9));
        _promise(before == keccak256(abi.encode(token.balance_sheet(), pool.pool_state())), "LEV-SOLV-01: a gift was counted");
    }

    // ------------------------------------------------------------------ inside

    function _sharePrice() internal view returns (uint256) {
        return pool.convertToAssets(1e30);
    }

    function _move(uint256 percent) internal {
        price = price * percent / 100;
        if (price > firstPrice * REACH) price = firstPrice * REACH;
        if (price < firstPrice / REACH) price = firstPrice / REACH;
        _quote();
    }

    /// Four moves; the keeper comes each time.
    function _trend(uint256 percent) internal {
        for (uint256 i = 0; i < 4; i++) {
            _move(percent);
            _keep();
        }
    }

    /// Time passes, and the feed answers again.
    function _wait(uint256 time) internal {
        vm.warp(block.timestamp + time);
        _quote();
    }

    /// Waits a pause and the hourly allowance out, and has the keeper bring leverage back.
    function _letBorrow() internal {
        uint256 paused = pool.pool_state().pausedUntil;
        _wait(paused > block.timestamp ? paused - block.timestamp : 1 hours);
        _keep();
        _wait(1 hours);
    }

    /// Both ways at the market price; one of them, or both, are refused.
    function _keep() internal {
        _tryFill(2 ** 100, 0);
        ILeveragedToken.BalanceSheet memory sheet = token.balance_sheet();
        vm.prank(filler);
        try token.releverage(2 ** 100, 0, filler, "") {
            _promise(sheet.state == OPEN, "LEV-END-01: borrowed while a market ends");
            _read(sheet);
        } catch {}
    }

    function _balance() internal view returns (Balance memory held) {
        ILeveragedToken.BalanceSheet memory balance_sheet = token.balance_sheet();
        held.assets = balance_sheet.collateral * price / E36;
        held.debt = balance_sheet.debt;
        held.isOrderly = balance_sheet.state <= STARTED && held.assets > held.debt;
    }

    function _equity(Balance memory held) internal pure returns (int256) {
        return int256(held.assets) - int256(held.debt);
    }
}
