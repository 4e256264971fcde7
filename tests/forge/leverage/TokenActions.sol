// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.19;

import {vm} from "../Cheats.sol";
import {ILeveragedToken} from "./Interfaces.sol";
import {WorldActions} from "./WorldActions.sol";

/// The functions of `LeveragedToken`.
abstract contract TokenActions is WorldActions {
    uint256 private constant LOST = 20; // percent of the price after which no equity is left

    function token_mint(uint256 who, uint256 dollars) external bearable closedForGood {
        address holder = holders[who % holders.length];
        _letBorrow();
        ILeveragedToken.BalanceSheet memory before = token.balance_sheet();
        vm.prank(holder);
        token.mint(_shares(dollars), holder, holder, "");
        _read(before);
        _promise(before.state == OPEN, "LEV-END-01: minted while a market ends");
        _undiluted(before);
    }

    /// LEV-EXIT-01: a holder's redeem is never refused.
    function token_redeem(uint256 who, uint256 part) external bearable closedForGood {
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

    function token_deleverage(uint256 part, uint256 cost) external bearable closedForGood {
        _move(_within(part, 85, 95));
        Balance memory before = _balance();
        uint256 state = token.balance_sheet().state;
        (bool done, Sold memory s) = _tryFill(_part(token.balance_sheet().collateral, part) + 1, _cost(cost));
        require(done, "nothing was sold");
        if (state == DEAD_SALE) return;
        Balance memory left = _filled(before, s.out * price / E36 + 1, s.cost);
        (,,, uint256 landing,) = token.rule();
        if (before.isOrderly) _towardTarget(left, before, left.assets + _slack() >= _wanted(left, landing));
    }

    function token_releverage(uint256 part, uint256 cost) external bearable closedForGood {
        _letBorrow();
        _move(_within(part, 106, 120));
        Balance memory before = _balance();
        ILeveragedToken.BalanceSheet memory sheet = token.balance_sheet();
        vm.prank(filler);
        (uint256 sent,) = token.releverage(_part(sheet.debt, part) + 1, _cost(cost), filler, "");
        _read(sheet);
        Balance memory left = _filled(before, sent, _cost(cost));
        (,,,, uint256 landing) = token.rule();
        _towardTarget(before, left, left.assets <= _wanted(left, landing) + _slack());
    }

    /// Now and then after a jump past all equity, so that there is a reason.
    function token_start_wind_down(uint256 seed) external bearable closedForGood {
        if (_rarely(seed, 12)) _move(LOST);
        _start();
    }

    /// Now and then on equity that is gone or nearly.
    function token_confirm_wind_down(uint256 seed) external bearable closedForGood {
        if (_rarely(seed, 12)) _dieAt(_within(seed, 900, 1_019));
        _wait(_within(seed, 590, 700));
        _confirm();
    }

    /// A living oracle, or now and then one that is dead for seven days.
    function token_report_oracle(uint256 seed) external bearable closedForGood {
        if (!_rarely(seed, 24)) return _report();
        _silence();
        _report();
        vm.warp(block.timestamp + 2 hours);
        if (token.balance_sheet().state == OPEN) _report();
        vm.warp(block.timestamp + _within(seed, 6 days, 8 days));
        _report();
        if (_rarely(seed + 1, 2)) _quote();
    }

    function token_impair(uint256 seed) external bearable closedForGood {
        if (_rarely(seed, 12)) _end(_within(seed, 700, 1_019));
        if (token.balance_sheet().state == SALE) _move(_within(seed, 80, 110));
        _impair();
    }

    /// After keepers have come for an hour, and somebody for all that is left.
    function token_write_off(uint256 seed) external bearable closedForGood {
        if (_rarely(seed, 12)) _end(_within(seed, 700, 990));
        _offerFor(_within(seed, 6, 80));
        if (!_rarely(seed + 2, 3)) {
            _tryFill(2 ** 100, 0.004e18);
            _tryFill(2 ** 100, 0);
        }
        ILeveragedToken.BalanceSheet memory sheet = token.balance_sheet();
        token.write_off();
        _promise(sheet.collateral == 0 && sheet.state >= SALE, "LEV-END-04: written off with collateral left");
    }

    /// A little of it, nearly all or all, now and then in a sale that has just begun.
    function token_repay_debt(uint256 seed) external bearable closedForGood {
        if (_rarely(seed, 12)) _end(_within(seed, 900, 1_019));
        uint256 debt = token.balance_sheet().debt;
        _give(_rarely(seed, 6) ? debt : debt * _within(seed, 1, 20) / 100 + 1);
    }

    /// Keepers refuse offers for a while, and nobody takes them.
    function keepers_wait(uint256 seed) external bearable closedForGood {
        require(token.balance_sheet().state >= SALE, "no sale");
        _offerFor(_within(seed, 1, 8));
    }

    /// LEV-END-01: a market that can end does end, wherever a taker wants at most 0.5%.
    function taker_ends_it(uint256 seed) external bearable closedForGood {
        if (_rarely(seed, 16)) _end(_within(seed, 960, 1_019));
        require(token.balance_sheet().state == SALE, "no sale");
        _quote();
        for (uint256 i = 0; i < 3; i++) {
            _wait(600);
            _tryFill(1, 0);
        }
        _tryFill(2 ** 100, 0.005e18 - 1e9);
        if (token.balance_sheet().collateral == 0 && token.balance_sheet().state == SALE) token.write_off();
        _promise(token.balance_sheet().state == CLOSED, "LEV-END-01: a market that can end does not end");
    }

    function token_collect_fees(uint256) external bearable closedForGood {
        token.collect_fees();
    }

    function token_set_fee_recipient(uint256 who) external bearable closedForGood {
        address next = lenders[who % lenders.length];
        _mustRevert(address(token), attacker, abi.encodeCall(token.set_fee_recipient, (attacker)));
        address recipient = token.fees().recipient;
        vm.prank(recipient);
        token.set_fee_recipient(next);
    }

    function token_transfer(uint256 who, uint256 part) external bearable closedForGood {
        _transfer(token, holders[who % 3], holders[(who + 1) % 3], part);
    }

    function token_transferFrom(uint256 who, uint256 part) external bearable closedForGood {
        _transferFrom(token, holders[who % 3], holders[(who + 1) % 3], part);
    }

    function token_approve(uint256 who, uint256 amount) external bearable closedForGood {
        _approve(token, holders[who % 3], attacker, amount);
        _approve(token, holders[who % 3], attacker, 0);
    }

    function token_permit(uint256 amount) external bearable closedForGood {
        _permit(token, filler, amount);
    }

    /// LEV-FAIR-02: a round trip leaves nobody richer.
    function attacker_mints_and_redeems(uint256 dollars) external bearable closedForGood {
        uint256 had = collateral.balanceOf(attacker);
        uint256 hadDebt = debtAsset.balanceOf(attacker);
        _letBorrow();
        ILeveragedToken.BalanceSheet memory sheet = token.balance_sheet();
        vm.prank(attacker);
        (,, uint256 minted) = token.mint(_shares(dollars), attacker, attacker, "");
        _read(sheet);
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

    /// The price at which assets over debt are so many thousandths, and a start.
    function _dieAt(uint256 thousandths) private {
        ILeveragedToken.BalanceSheet memory sheet = token.balance_sheet();
        if (sheet.collateral == 0 || sheet.debt == 0) return;
        price = sheet.debt * E36 / 1_000 * thousandths / sheet.collateral;
        _quote();
        if (sheet.state == OPEN) _start();
    }

    function _end(uint256 thousandths) private {
        _dieAt(thousandths);
        _wait(600);
        if (token.balance_sheet().state == STARTED) _confirm();
    }

    function _offerFor(uint256 times) private {
        bool isDead = token.balance_sheet().state == DEAD_SALE;
        for (uint256 i = 0; i < times; i++) {
            _wait(isDead ? 1 hours : 10 minutes);
            _tryFill(1, 0);
        }
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
        _promise(lost <= int256(most), "LEV-REB-02: a fill cost more than was asked");
    }

    /// LEV-REB-01: the leverage ratio moves, and not past the landing.
    function _towardTarget(Balance memory low, Balance memory high, bool isNotPast) private {
        _promise(isNotPast, "LEV-REB-01: past the landing");
        _promise(
            int256(low.assets) * _equity(high) < int256(high.assets) * _equity(low), "LEV-REB-01: away from the target"
        );
    }

    function _wanted(Balance memory held, uint256 ratio) private pure returns (uint256) {
        return ratio * uint256(_equity(held)) / WAD;
    }

    function _slack() private view returns (uint256) {
        return 40 * (price / E36 + 1);
    }
}
