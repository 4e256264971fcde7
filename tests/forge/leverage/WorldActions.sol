// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.19;

import {Handler} from "../Handler.sol";
import {vm} from "../Cheats.sol";
import {ILeveragedToken} from "./Interfaces.sol";
import {World} from "./World.sol";

/// Prices, time, gifts, and the keeper who fills whatever is due.
abstract contract WorldActions is World, Handler {
    struct Balance {
        uint256 assets; // in units of the debt asset
        uint256 debt;
        uint256 stage;
        bool isOrderly; // with equity, and no sale
    }

    uint256 internal constant E36 = 1e36;
    uint256 internal constant WAD = 1e18;
    uint256 internal constant REACH = 1_000; // times the first price, up or down, within which the price stays

    uint256 internal immutable firstPrice;
    uint256 internal immutable dollar; // in units of the debt asset
    uint256 internal price;
    uint256 private stage; // after the last call
    uint256 private claim; // of a share on the collateral, then

    constructor(string memory name) {
        _meet(name);
        dollar = pool.totalAssets() / LENT_DOLLARS;
        price = token.balance_sheet().lastPrice;
        firstPrice = price;
    }

    /// LEV-END-01 and LEV-END-04, after everything: a stage follows from the last one, and closed is final.
    modifier watched() {
        _;
        _watch();
    }

    /// POOL-SHARE-01, around everything that may not cost lenders anything; a dead sale marks with each refusal.
    modifier lossless() {
        uint256 before = _sharePrice();
        bool isMarked = token.balance_sheet().state == DEAD_SALE;
        _;
        _watch();
        isMarked = isMarked || token.balance_sheet().state == DEAD_SALE;
        _promise(isMarked || _sharePrice() + 1e12 >= before, "POOL-SHARE-01: lenders lost without a bad debt");
    }

    function price_moves(uint256 seed) external lossless {
        _move(_within(seed, 88, 114));
    }

    function price_jumps(uint256 seed) external lossless {
        _move(_within(seed, 60, 160));
    }

    function price_trends(uint256 seed) external lossless {
        _trend(_rarely(seed, 2) ? 85 : 115);
    }

    function keeper_fills(uint256) external lossless {
        _keep();
    }

    function time_passes(uint256 seed) external lossless {
        uint256[5] memory spans = [uint256(12), 600, 3_600, 1 days, 30 days];
        _wait(spans[seed % spans.length]);
    }

    /// A gift changes nobody's account.
    function attacker_donates(uint256 seed) external lossless {
        bytes32 before = keccak256(abi.encode(token.balance_sheet(), pool.pool_state()));
        vm.prank(attacker);
        collateral.transfer(address(token), _within(seed, 1, 1e9));
        vm.prank(attacker);
        debtAsset.transfer(address(pool), _within(seed, 1, 1e9));
        _promise(before == keccak256(abi.encode(token.balance_sheet(), pool.pool_state())), "LEV-SOLV-01: a gift was counted");
    }

    // ------------------------------------------------------------------ inside

    function _watch() private {
        ILeveragedToken.BalanceSheet memory a = token.balance_sheet();
        _promise(a.state >= stage || stage <= STARTED, "LEV-END-01: an end went back");
        _promise(a.state != CLOSED || a.debt == 0, "LEV-END-04: closed with a debt");
        uint256 claimed = a.supply == 0 ? claim : a.collateral * WAD / a.supply;
        _promise(stage != CLOSED || claimed >= claim, "LEV-END-04: what is left of a closed token fell");
        bool isEnding = a.state == STARTED || a.state == SALE || a.state == DEAD_SALE;
        _promise(pool.loan_state(address(token)).winding == isEnding, "POOL-LOSS-01: the pool was not told");
        stage = a.state;
        claim = claimed;
    }

    function _sharePrice() internal view returns (uint256) {
        return pool.convertToAssets(1e30);
    }

    function _move(uint256 percent) internal {
        price = price * percent / 100;
        if (price > firstPrice * REACH) price = firstPrice * REACH;
        if (price < firstPrice / REACH) price = firstPrice / REACH;
        oracle.set_price(price);
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
        oracle.set_price(price);
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
        vm.prank(filler);
        try token.deleverage(2 ** 100, 0, filler, "") {} catch {}
        vm.prank(filler);
        try token.releverage(2 ** 100, 0, filler, "") {} catch {}
    }

    function _balance() internal view returns (Balance memory held) {
        ILeveragedToken.BalanceSheet memory balance_sheet = token.balance_sheet();
        held.assets = balance_sheet.collateral * price / E36;
        held.debt = balance_sheet.debt;
        held.stage = balance_sheet.state;
        held.isOrderly = held.stage <= STARTED && held.assets > held.debt;
    }

    function _equity(Balance memory held) internal pure returns (int256) {
        return int256(held.assets) - int256(held.debt);
    }
}
