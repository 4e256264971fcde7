// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.19;

import {vm} from "../Cheats.sol";
import {ILendingPool, ILeveragedToken} from "./Interfaces.sol";
import {WorldActions} from "./WorldActions.sol";

/// The functions of `LeveragedToken`.
abstract contract TokenActions is WorldActions {
    uint256 private constant LOST = 20; // percent of the price after which no equity is left

    function token_mint(uint256 who, uint256 dollars) external lossless {
        address holder = holders[who % holders.length];
        _letBorrow();
        ILeveragedToken.BalanceSheet memory before = token.balance_sheet();
        vm.prank(holder);
        token.mint(_shares(dollars), holder, holder, "");
        _undiluted(before);
    }

    /// LEV-EXIT-01: a holder's redeem is never refused.
    function token_redeem(uint256 who, uint256 part) external lossless {
        address holder = _someoneWith(token, holders, who);
        uint256 shares = _part(token.balanceOf(holder), part);
        require(shares != 0, "nobody holds shares");
        ILeveragedToken.BalanceSheet memory before = token.balance_sheet();
        vm.prank(holder);
        try token.redeem(shares, holder, filler, "") {
            _undiluted(before);
        } catch {
            _promise(false, "LEV-EXIT-01: a redeem was refused");
        }
    }

    function token_deleverage(uint256 part, uint256 cost) external lossless {
        _move(_within(part, 85, 95));
        Balance memory before = _balance();
        uint256 most = _part(token.balance_sheet().collateral, part) + 1;
        vm.prank(filler);
        (uint256 sent,) = token.deleverage(most, _cost(cost), filler, "");
        Balance memory left = _filled(before, sent * price / E36 + 1, _cost(cost));
        if (before.stage > STARTED) return;
        (, uint256 upper,, uint256 landing,) = token.rule();
        _promise(before.isOrderly, "LEV-END-01: sold without equity before a sale");
        _promise(before.assets + _slack() >= _at(upper, before), "LEV-END-03: a fill inside the band");
        _towardLanding(left, before, left.assets + _slack() >= _at(landing, left));
    }

    function token_releverage(uint256 part, uint256 cost) external lossless {
        _letBorrow();
        _move(_within(part, 106, 120));
        Balance memory before = _balance();
        uint256 most = _part(token.balance_sheet().debt, part) + 1;
        vm.prank(filler);
        (uint256 sent,) = token.releverage(most, _cost(cost), filler, "");
        Balance memory left = _filled(before, sent, _cost(cost));
        (,, uint256 lower,, uint256 landing) = token.rule();
        _promise(before.assets <= _at(lower, before) + _slack(), "LEV-END-03: a fill inside the band");
        _towardLanding(before, left, left.assets <= _at(landing, left) + _slack());
    }

    /// LEV-END-02: pieces of a sale, each after ten minutes; and LEV-END-04: none for nothing.
    function token_is_sold(uint256 seed, uint256 part) external watched {
        if (_rarely(seed, 12)) _end();
        uint256 state = token.balance_sheet().state;
        uint256 before = _sharePrice();
        require(state == SALE || state == DEAD_SALE, "no sale");
        for (uint256 i = 0; i < _within(seed, 1, 4); i++) {
            _wait(state == SALE ? 600 : 3_600);
            vm.prank(filler);
            try token.deleverage(1, 0, filler, "") {} catch {}
        }
        uint256 most = _part(token.balance_sheet().collateral, part) + 1;
        vm.prank(filler);
        (uint256 sent, uint256 taken) = token.deleverage(most, 0, filler, "");
        _promise(sent != 0 && taken != 0, "LEV-END-04: something passed for nothing");
        bool isMarked = state == DEAD_SALE;
        _promise(isMarked || _sharePrice() + 1e12 >= before, "POOL-SHARE-01: lenders lost by what they were paid");
    }

    /// LEV-END-04: a gift in a sale takes nothing from anybody, and the last one closes it.
    function token_repay_debt(uint256 seed, uint256 part) external watched {
        if (_rarely(seed, 12)) _end();
        ILeveragedToken.BalanceSheet memory before = token.balance_sheet();
        uint256 worth = pool.totalAssets();
        vm.prank(filler);
        token.repay_debt(_part(before.debt, part) + 1);
        ILeveragedToken.BalanceSheet memory left = token.balance_sheet();
        _promise(left.collateral == before.collateral && left.supply == before.supply, "LEV-END-04: a gift took");
        _promise(pool.totalAssets() + 1 >= worth, "POOL-SHARE-01: a gift cost lenders");
        _promise((left.debt == 0) == (left.state == CLOSED), "LEV-END-04: no debt did not close a sale");
    }

    /// Now and then after a jump past all equity, so that there is a reason.
    function token_start_wind_down(uint256 seed) external lossless {
        if (_rarely(seed, 12)) _move(LOST);
        token.start_wind_down();
    }

    /// The confirmation books the loss.
    function token_confirm_wind_down(uint256 seed) external watched {
        if (_rarely(seed, 12)) _loseAllEquity();
        _wait(600);
        uint256 since = token.balance_sheet().since;
        uint256 before = pool.totalAssets();
        token.confirm_wind_down();
        bool isSale = token.balance_sheet().state == SALE;
        _promise(!isSale || (since != 0 && block.timestamp >= since + 600), "LEV-END-01: ended at first sight");
        _lostAfterReserve(before);
    }

    /// A living oracle, or now and then one that is dead for seven days.
    function token_report_oracle(uint256 seed) external lossless {
        if (!_rarely(seed, 32)) {
            token.report_oracle();
            return;
        }
        oracle.set_answers(0, 0, 0);
        uint24[3] memory spans = [uint24(12), 2 hours, 7 days];
        for (uint256 i = 0; i < spans.length; i++) {
            vm.warp(block.timestamp + spans[i]);
            try token.report_oracle() {} catch {} // without a dollar of debt it starts no end
        }
        oracle.set_price(price);
    }

    function token_impair(uint256 seed) external watched {
        if (_rarely(seed, 12)) _end();
        if (token.balance_sheet().state == SALE) _move(_within(seed, 50, 110));
        uint256 before = pool.totalAssets();
        token.impair();
        _lostAfterReserve(before);
    }

    /// After the sale has come to its end, if there is one.
    function token_write_off(uint256 seed) external watched {
        if (_rarely(seed, 6)) _end();
        if (token.balance_sheet().state == SALE) {
            vm.prank(filler);
            try token.deleverage(2 ** 100, 0, filler, "") {} catch {}
        }
        uint256 before = pool.totalAssets();
        token.write_off();
        _lostAfterReserve(before);
    }

    function token_collect_fees(uint256) external lossless {
        token.collect_fees();
    }

    function token_set_fee_recipient(uint256 who) external lossless {
        address next = lenders[who % lenders.length];
        _mustRevert(address(token), attacker, abi.encodeCall(token.set_fee_recipient, (attacker)));
        address recipient = token.fees().recipient;
        vm.prank(recipient);
        token.set_fee_recipient(next);
    }

    function token_transfer(uint256 who, uint256 part) external lossless {
        _transfer(token, holders[who % 3], holders[(who + 1) % 3], part);
    }

    function token_transferFrom(uint256 who, uint256 part) external lossless {
        _transferFrom(token, holders[who % 3], holders[(who + 1) % 3], part);
    }

    function token_approve(uint256 who, uint256 amount) external lossless {
        _approve(token, holders[who % 3], attacker, amount);
        _approve(token, holders[who % 3], attacker, 0);
    }

    function token_permit(uint256 amount) external lossless {
        _permit(token, filler, amount);
    }

    /// LEV-FAIR-02: a round trip leaves nobody richer.
    function attacker_mints_and_redeems(uint256 dollars) external lossless {
        uint256 had = collateral.balanceOf(attacker);
        uint256 hadDebt = debtAsset.balanceOf(attacker);
        _letBorrow();
        vm.prank(attacker);
        (,, uint256 minted) = token.mint(_shares(dollars), attacker, attacker, "");
        vm.prank(attacker);
        try token.redeem(minted, attacker, attacker, "") {}
        catch {
            _promise(false, "LEV-EXIT-01: a redeem was refused");
        }
        int256 gained = int256(collateral.balanceOf(attacker)) - int256(had);
        int256 gainedDebt = int256(debtAsset.balanceOf(attacker)) - int256(hadDebt);
        _promise(gained * int256(price / 1e9) / 1e27 + gainedDebt <= 0, "LEV-FAIR-02: a round trip earned");
    }

    // ------------------------------------------------------------------ inside

    /// And the wind-down is started.
    function _loseAllEquity() private {
        _move(LOST);
        try token.start_wind_down() {} catch {}
    }

    function _end() private {
        _loseAllEquity();
        _wait(600);
        try token.confirm_wind_down() {} catch {}
    }

    /// Shares that the first minter had for $30 to $10,000.
    function _shares(uint256 dollars) private pure returns (uint256) {
        return _within(dollars, 30, 10_000) * WAD / 100;
    }

    /// LEV-FAIR-01 and LEV-RATIO-01: C/S and D/S of the others grow by one factor, to 1 and 3 units.
    function _undiluted(ILeveragedToken.BalanceSheet memory a) private {
        ILeveragedToken.BalanceSheet memory b = token.balance_sheet();
        _promise((b.collateral + 1) * a.supply >= a.collateral * b.supply, "LEV-FAIR-01: others were diluted");
        uint256 least = b.debt > 3 ? b.debt - 3 : 0;
        uint256 held = a.collateral > 1 ? a.collateral - 1 : 0;
        _promise(
            b.collateral * a.debt + 3 * b.collateral + a.debt + b.debt + 1 >= least * held,
            "LEV-RATIO-01: leverage moved"
        );
    }

    /// From two percent that the filler pays to half a percent that they keep, and now and then up to four.
    function _cost(uint256 seed) private pure returns (int256) {
        return int256(_within(seed, 0, _rarely(seed, 8) ? 60 : 25)) * 1e15 - 20e15;
    }

    /// LEV-REB-02: a fill costs holders at most `cost` of what was traded.
    function _filled(Balance memory before, uint256 moved, int256 cost) private returns (Balance memory left) {
        left = _balance();
        int256 lost = _equity(before) - _equity(left);
        uint256 most = (cost > 0 ? uint256(cost) * moved / WAD : 0) + 2 * (price / E36 + 3);
        bool isJudged = before.stage != DEAD_SALE; // it is sold at a price that falls
        _promise(!isJudged || lost <= int256(most), "LEV-REB-02: a fill cost more than was asked");
    }

    /// LEV-REB-01: the leverage ratio moves, and not past the landing.
    function _towardLanding(Balance memory low, Balance memory high, bool isNotPast) private {
        _promise(isNotPast, "LEV-REB-01: past the landing");
        _promise(
            int256(low.assets) * _equity(high) < int256(high.assets) * _equity(low), "LEV-REB-01: away from the landing"
        );
    }

    /// Assets at that leverage on the present equity.
    function _at(uint256 ratio, Balance memory held) private pure returns (uint256) {
        return ratio * uint256(_equity(held)) / WAD;
    }

    function _slack() private view returns (uint256) {
        return 40 * (price / E36 + 1);
    }

    /// POOL-SHARE-01: the lenders' loss begins where the reserve ends.
    function _lostAfterReserve(uint256 before) private {
        ILendingPool.PoolState memory balance_sheet = pool.pool_state();
        _promise(
            balance_sheet.totalAssets + 1 >= before || balance_sheet.reserve == 0, "POOL-SHARE-01: lenders lost before the reserve"
        );
    }
}
