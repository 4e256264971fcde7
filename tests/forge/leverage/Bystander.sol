// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.19;

import {Handler} from "../Handler.sol";
import {vm} from "../Cheats.sol";
import {ILendingPool, ILeveragedToken} from "./Interfaces.sol";
import {World} from "./World.sol";

/// Sees what anybody sees of a market's end and keeps clocks of its own: LEV-END-01 to LEV-END-04. Whatever reads a
/// price, reports, sells or repays goes through here, and is refused or judged.
abstract contract Bystander is World, Handler {
    uint256 internal constant E36 = 1e36;
    uint256 internal constant WAD = 1e18;
    uint256 private constant FLOOR = WAD / 200;
    uint256 private constant START = 0;
    uint256 private constant CONFIRM = 1;
    uint256 private constant REPORT = 2;
    uint256 private constant OTHER = 3;

    uint256 internal price;
    bool internal usable = true;
    uint256 private round = 1;

    // of the first of the readings in a row that said R >= 50 or E <= 0
    uint256 private dyingSince;
    uint256 private dyingRound;
    uint256 private lastGood;
    uint256 private lastGoodPrice;
    uint256 private firstReport; // since the last good price, 0 for none

    // since the confirmation or the declaration
    uint256 private last; // fill
    uint256 private waited; // for which offers stood, at most ten minutes each; an hour in a dead sale
    uint256 private patience; // the same between fills that both saw A <= D
    bool private wasUnder;
    uint256 private bound; // of the discount while A > D
    uint256 private equity;
    uint256 private index;
    uint256 private sold; // value while A > D
    int256 private cost; // of it to holders
    uint256 private pieces;
    uint256 private top; // price at which a dead sale begins

    struct Sold {
        uint256 most;
        int256 cost;
        uint256 assets;
        uint256 out;
        uint256 paid;
    }

    /// LEV-END-04, around everything: closed is final, and what its holders can redeem never falls.
    modifier closedForGood() {
        ILeveragedToken.BalanceSheet memory a = token.balance_sheet();
        _;
        ILeveragedToken.BalanceSheet memory b = token.balance_sheet();
        _promise(a.state != CLOSED || b.state == CLOSED, "LEV-END-04: closed is final");
        _promise(
            a.state != CLOSED || b.collateral * a.supply >= a.collateral * b.supply,
            "LEV-END-04: holders of a closed token can redeem less"
        );
        _promise(b.state < SALE || (b.state == CLOSED) == (b.debt == 0), "LEV-END-04: no debt closes a sale");
    }

    // ------------------------------------------------------------------ prices

    /// A new round.
    function _quote() internal {
        oracle.set_price(price);
        usable = true;
        round++;
    }

    /// No price from now on.
    function _silence() internal {
        oracle.set_answers(0, 0, 0);
        usable = false;
        round++;
    }

    /// A call read the price.
    function _read(ILeveragedToken.BalanceSheet memory sheet) internal {
        uint256 assets = sheet.collateral * price / E36;
        lastGood = block.timestamp;
        lastGoodPrice = price;
        firstReport = 0;
        if (assets > sheet.debt && assets < 50 * (assets - sheet.debt)) {
            dyingSince = 0;
        } else if (dyingSince == 0) {
            dyingSince = block.timestamp;
            dyingRound = round;
        }
    }

    // ------------------------------------------------------------------ steps of the end

    function _start() internal {
        ILeveragedToken.BalanceSheet memory sheet = token.balance_sheet();
        token.start_wind_down();
        _read(sheet);
        _stepped(sheet, START);
    }

    function _confirm() internal {
        ILeveragedToken.BalanceSheet memory sheet = token.balance_sheet();
        token.confirm_wind_down();
        _read(sheet);
        _stepped(sheet, CONFIRM);
    }

    function _report() internal {
        ILeveragedToken.BalanceSheet memory sheet = token.balance_sheet();
        token.report_oracle();
        if (usable) _read(sheet);
        else if (firstReport == 0) firstReport = block.timestamp;
        _stepped(sheet, REPORT);
    }

    /// LEV-END-02: lenders count at most 95% of A in a sale, and at most the nominal.
    function _impair() internal {
        ILeveragedToken.BalanceSheet memory sheet = token.balance_sheet();
        token.impair();
        if (sheet.state == SALE) _read(sheet);
        ILendingPool.LoanState memory loan = pool.loan_state(address(token));
        _promise(loan.carried <= loan.nominal, "LEV-END-02: counted above the nominal");
        bool isMost = sheet.state != SALE || loan.carried * 100 <= sheet.collateral * price / E36 * 95;
        _promise(loan.nominal == 0 || isMost, "LEV-END-02: counted above 95% of A");
    }

    /// A gift is taken in a sale only.
    function _give(uint256 amount) internal {
        ILeveragedToken.BalanceSheet memory sheet = token.balance_sheet();
        vm.prank(filler);
        token.repay_debt(amount);
        _promise(sheet.state == SALE || sheet.state == DEAD_SALE, "LEV-END-01: a gift before a sale");
        _stepped(sheet, OTHER);
    }

    /// Refusals do not count.
    function _tryFill(uint256 most, int256 asked) internal returns (bool done, Sold memory s) {
        ILeveragedToken.BalanceSheet memory sheet = token.balance_sheet();
        s = Sold(most, asked, sheet.collateral * price / E36, 0, 0);
        if (sheet.state == SALE) _probe(sheet, s);
        bytes memory answer;
        vm.prank(filler);
        (done, answer) = address(token).call(abi.encodeCall(token.deleverage, (most, asked, filler, "")));
        if (!done) return (false, s);
        (s.out, s.paid) = abi.decode(answer, (uint256, uint256));
        _promise(s.paid != 0, "LEV-END-04: collateral for nothing");
        if (sheet.state == DEAD_SALE) _soldDead(sheet, s);
        else if (sheet.state == SALE) _soldInSale(sheet, s);
        else _promise(s.assets > sheet.debt, "LEV-END-01: sold at E <= 0 before a sale");
        if (sheet.state != DEAD_SALE) _read(sheet);
        _stepped(sheet, OTHER);
    }

    /// LEV-END-02: a hair more than the offer is refused.
    function _probe(ILeveragedToken.BalanceSheet memory sheet, Sold memory s) private {
        int256 dearer = int256(_best(sheet, s) + 1e9);
        bool refused =
            _isReverted(address(token), filler, abi.encodeCall(token.deleverage, (s.most, dearer, filler, "")));
        _promise(refused, "LEV-END-02: an offer that nobody refused");
    }

    // ------------------------------------------------------------------ judging

    /// LEV-END-01 and LEV-END-03: the stage moved as the table says.
    function _stepped(ILeveragedToken.BalanceSheet memory a, uint256 step) private {
        ILeveragedToken.BalanceSheet memory b = token.balance_sheet();
        if (a.state == b.state) return;
        uint256 silent = firstReport == 0 ? 0 : block.timestamp - firstReport;
        if (b.state == STARTED) {
            bool isReason = step == START ? dyingSince != 0 : step == REPORT && silent >= 2 hours;
            _promise(a.state == OPEN && isReason, "LEV-END-01: a start without a reason");
            uint256 quote = token.IS_BEAR() ? a.debt * E36 / lastGoodPrice : a.debt;
            _promise(quote >= token.DOLLAR(), "LEV-END-01: a start under a dollar");
        } else if (b.state == OPEN) {
            _promise(a.state == STARTED && (dyingSince == 0 || b.debt == 0), "LEV-END-01: taken back with its reason");
        } else if (b.state == SALE) {
            bool isLate = dyingSince != 0 && block.timestamp >= dyingSince + 10 minutes && round > dyingRound;
            _promise(a.state == STARTED && step == CONFIRM && isLate, "LEV-END-01: confirmed too early");
            _confirmed(a);
        } else if (b.state == DEAD_SALE) {
            _promise(step == REPORT && silent >= 7 days, "LEV-END-03: dead without seven days of reports");
            last = block.timestamp;
            waited = 0;
            uint256 owed = a.collateral == 0 ? 0 : (a.debt * E36 + a.collateral - 1) / a.collateral;
            top = 2 * (owed > lastGoodPrice ? owed : lastGoodPrice);
        } else {
            _promise(a.state >= SALE && b.debt == 0, "LEV-END-04: closed with a debt");
        }
    }

    function _confirmed(ILeveragedToken.BalanceSheet memory sheet) private {
        uint256 assets = sheet.collateral * price / E36;
        last = block.timestamp;
        wasUnder = assets <= sheet.debt;
        equity = wasUnder ? 0 : assets - sheet.debt;
        bound = wasUnder ? FLOOR : equity * WAD / (2 * assets);
        if (bound < FLOOR) bound = FLOOR;
        index = pool.pool_state().index;
        (waited, patience, sold, cost, pieces) = (0, 0, 0, 0, 0);
    }

    /// LEV-END-02: an offer improves by being refused, and pieces while A > D cost half of the equity or 0.5%.
    function _soldInSale(ILeveragedToken.BalanceSheet memory sheet, Sold memory s) private {
        _promise(s.cost <= int256(_best(sheet, s)), "LEV-END-02: an offer that nobody refused");
        (waited, patience) = _waits(sheet, s);
        (last, wasUnder) = (block.timestamp, s.assets <= sheet.debt);
        if (wasUnder) return;
        uint256 value = s.out * price / E36;
        sold += value;
        cost += int256(value) - int256(s.paid);
        pieces++;
        uint256 most = equity / 2 > sold / 200 ? equity / 2 : sold / 200;
        most = most * pool.pool_state().index / index + pieces * (8 + 4 * (price / E36 + 1));
        _promise(cost <= int256(most), "LEV-END-02: pieces cost more than half of the equity");
    }

    /// What was waited and what patience there was, if the next fill came now.
    function _waits(ILeveragedToken.BalanceSheet memory sheet, Sold memory s) private view returns (uint256, uint256) {
        uint256 gap = block.timestamp - last;
        uint256 stood = gap < 10 minutes ? gap : 10 minutes;
        bool isPatient = s.assets <= sheet.debt && wasUnder && gap < 20 minutes;
        return (waited + stood, isPatient ? patience + stood : 0);
    }

    /// The dearest discount that a fill may have now.
    function _best(ILeveragedToken.BalanceSheet memory sheet, Sold memory s) private view returns (uint256) {
        (uint256 stood, uint256 patient) = _waits(sheet, s);
        uint256 rise = stood < 30 minutes ? bound * stood / 30 minutes : bound;
        if (s.assets > sheet.debt || _forPatience(patient) < rise) return rise;
        return _forPatience(patient);
    }

    /// LEV-END-04: from twice the last price a 72nd less for each hour refused, then half.
    function _soldDead(ILeveragedToken.BalanceSheet memory sheet, Sold memory s) private {
        uint256 gap = block.timestamp - last;
        waited += gap < 1 hours ? gap : 1 hours;
        last = block.timestamp;
        uint256 passed = waited / 1 hours;
        uint256 asked = passed < 72 ? top * (72 - passed) / 72 : passed < 300 ? top / 72 >> (passed - 71) : 0;
        if (passed >= 72 && sheet.collateral * asked / E36 < sheet.debt) asked = 0;
        uint256 least = (s.out - 1) * asked / E36;
        _promise(s.paid + 1 >= (least < sheet.debt ? least : sheet.debt), "LEV-END-04: a dead sale below its price");
    }

    /// 5% in 30 minutes, 50% in 24 hours, then half of the rest each further day.
    function _forPatience(uint256 time) private pure returns (uint256) {
        if (time <= 30 minutes) return WAD / 20 * time / 30 minutes;
        if (time <= 1 days) return WAD / 20 + WAD * 45 / 100 * (time - 30 minutes) / (1 days - 30 minutes);
        uint256 left = WAD >> (time / 1 days);
        return WAD - left + left / 2 * (time % 1 days) / 1 days + 1;
    }
}
