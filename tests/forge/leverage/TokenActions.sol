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
        if (left.isOrderly) _towardTarget(left, before, left.assets + _slack() >= _wanted(left));
    }

    function token_releverage(uint256 part, uint256 cost) external lossless {
        _letBorrow();
        _move(_within(part, 106, 120));
        Balance memory before = _balance();
        uint256 most = _part(token.balance_sheet().debt, part) + 1;
        vm.prank(filler);
        (uint256 sent,) = token.releverage(most, _cost(cost), filler, "");
        Balance memory left = _filled(before, sent, _cost(cost));
        if (left.isOrderly) _towardTarget(before, left, left.assets <= _wanted(left) + _slack());
    }

    /// Now and then after a jump past all equity, so that there is a reason.
    function token_start_wind_down(uint256 seed) external lossless {
        if (_rarely(seed, 12)) _move(LOST);
        token.start_wind_down();
    }

    function token_confirm_wind_down(uint256 seed) external lossless {
        if (_rarely(seed, 12)) _loseAllEquity();
        _wait(600);
        token.confirm_wind_down();
    }

    /// A living oracle, or now and then one that is dead for seven days.
    function token_report_oracle(uint256 seed) external lossless {
        if (!_rarely(seed, 32)) return token.report_oracle();
        oracle.set_answers(0, 0, 0);
        token.report_oracle();
        vm.warp(block.timestamp + 7 days);
        try token.report_oracle() {} catch {} // an earlier report was older than that, and this one is the first
        oracle.set_price(price);
    }

    function token_impair(uint256 seed) external {
        if (_rarely(seed, 12)) _end();
        if (token.balance_sheet().state & CONFIRMED != 0) _move(_within(seed, 50, 100));
        uint256 before = pool.totalAssets();
        token.impair();
        _lostAfterReserve(before);
    }

    /// After the auction has come to its end, if there is one.
    function token_write_off(uint256 seed) external {
        if (_rarely(seed, 12)) _end();
        if (token.balance_sheet().state & CONFIRMED != 0) {
            _wait(4 days);
            vm.prank(filler);
            try token.deleverage(2 ** 100, 0.45e18, filler, "") {} catch {}
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
        bool isJudged = token.balance_sheet().state & DEAD_ORACLE == 0; // else it is sold at a price that falls
        _promise(!isJudged || lost <= int256(most), "LEV-REB-02: a fill cost more than was asked");
    }

    /// LEV-REB-01: the leverage ratio moves, and not past the target.
    function _towardTarget(Balance memory low, Balance memory high, bool isNotPast) private {
        _promise(isNotPast, "LEV-REB-01: past the target");
        _promise(
            int256(low.assets) * _equity(high) < int256(high.assets) * _equity(low), "LEV-REB-01: away from the target"
        );
    }

    function _wanted(Balance memory held) private view returns (uint256) {
        return token.rule() * uint256(_equity(held)) / WAD;
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
