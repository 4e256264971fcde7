// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.19;

import {vm} from "../Cheats.sol";
import {WorldActions} from "./WorldActions.sol";

/// The functions of `LendingPool`. What only its borrower may call, the token calls, and the attacker in vain.
abstract contract PoolActions is WorldActions {
    uint256 private constant BORROW_LIMIT = 1;
    uint256 private constant RATE_MODEL = 2;
    uint256 private constant RESERVE_FACTOR = 3;
    uint256 private constant DEPOSIT_CAP = 4;
    uint256 private constant RESERVE_WITHDRAWAL = 5;
    uint256 private constant GUARDIAN = 7; // the last one

    function pool_deposit(uint256 who, uint256 dollars) external lossless closedForGood {
        address lender = lenders[who % 3];
        vm.prank(lender);
        pool.deposit(_units(dollars), lender);
    }

    function pool_mint(uint256 who, uint256 dollars) external lossless closedForGood {
        address lender = lenders[who % 3];
        vm.prank(lender);
        pool.mint(_units(dollars) * 1e6, lender);
    }

    /// What `maxWithdraw` says is paid.
    function pool_withdraw(uint256 who, uint256 part) external lossless closedForGood {
        address lender = _someoneWith(pool, lenders, who);
        uint256 assets = _part(pool.maxWithdraw(lender), part);
        require(assets != 0, "no free cash");
        uint256 cash = debtAsset.balanceOf(filler);
        vm.prank(lender);
        try pool.withdraw(assets, filler, lender) {
            _promise(debtAsset.balanceOf(filler) == cash + assets, "withdraw: not what was asked");
        } catch {
            _promise(false, "withdraw: refused what maxWithdraw allows");
        }
    }

    function pool_redeem(uint256 who, uint256 part) external lossless closedForGood {
        address lender = _someoneWith(pool, lenders, who);
        uint256 shares = _part(pool.maxRedeem(lender), part);
        vm.prank(lender);
        pool.redeem(shares, lender, lender);
    }

    function pool_accrue(uint256) external lossless closedForGood {
        pool.accrue();
    }

    /// Now and then after a run on the pool that leaves no cash.
    function pool_enqueue(uint256 who, uint256 part) external lossless closedForGood {
        if (_rarely(part, 4)) _run();
        _enqueue(who, part);
    }

    /// POOL-LOSS-01: of others only while no loss may be open.
    function pool_process_queue(uint256 count) external lossless closedForGood {
        _letServe(count);
        bool stops = pool.pool_state().stops;
        pool.process_queue(_within(count, 1, 5));
        _promise(!stops, "POOL-LOSS-01: another's ticket was served");
    }

    /// Of whoever the queue has served.
    function pool_claim(uint256 who) external lossless closedForGood {
        _letServe(who);
        try pool.process_queue(1) {} catch {}
        address lender = lenders[who % 3];
        for (uint256 i = 0; i < 3 && pool.claims(lender) == 0; i++) {
            lender = lenders[(who % 3 + i) % 3];
        }
        uint256 owed = pool.claims(lender);
        uint256 cash = debtAsset.balanceOf(filler);
        vm.prank(lender);
        pool.claim(filler);
        _promise(debtAsset.balanceOf(filler) == cash + owed, "claim: not what was owed");
    }

    /// Of whoever the queue has served, to itself, by anybody.
    function pool_claim_for(uint256 who) external lossless closedForGood {
        _letServe(who);
        try pool.process_queue(1) {} catch {}
        address lender = lenders[who % 3];
        for (uint256 i = 0; i < 3 && pool.claims(lender) == 0; i++) {
            lender = lenders[(who % 3 + i) % 3];
        }
        uint256 owed = pool.claims(lender);
        uint256 cash = debtAsset.balanceOf(lender);
        vm.prank(attacker);
        pool.claim_for(lender);
        _promise(debtAsset.balanceOf(lender) == cash + owed, "claim_for: not what was owed");
    }

    function governance_submit(uint256 seed, uint256 amount) external lossless closedForGood {
        _submit(seed, amount);
    }

    /// What was submitted, or is now, after both timelocks.
    function governance_accept(uint256 seed, uint256 amount) external lossless closedForGood {
        (uint256 setting, address target) = _pending(seed, amount);
        _wait(2 days);
        governance.accept(setting, target);
    }

    function governance_revoke(uint256 seed, uint256 amount) external lossless closedForGood {
        (uint256 setting, address target) = _pending(seed, amount);
        vm.prank(owner);
        governance.revoke(setting, target);
    }

    function governance_guard_limit(uint256 part) external lossless closedForGood {
        uint256 limit = pool.loan_state(address(token)).limit;
        vm.prank(owner);
        governance.guard_limit(address(token), limit * _within(part, 90, 99) / 100);
    }

    /// A pause lasts a week, and the next one is three weeks away.
    function governance_pause_borrowing(uint256 seed) external lossless closedForGood {
        _wait(_within(seed, 0, 30 days));
        vm.prank(owner);
        governance.pause_borrowing();
    }

    function pool_transfer(uint256 who, uint256 part) external lossless closedForGood {
        _transfer(pool, lenders[who % 3], lenders[(who + 1) % 3], part);
    }

    function pool_transferFrom(uint256 who, uint256 part) external lossless closedForGood {
        _transferFrom(pool, lenders[who % 3], lenders[(who + 1) % 3], part);
    }

    function pool_approve(uint256 who, uint256 amount) external lossless closedForGood {
        _approve(pool, lenders[who % 3], attacker, amount);
        _approve(pool, lenders[who % 3], attacker, 0);
    }

    function pool_permit(uint256 amount) external lossless closedForGood {
        _permit(pool, filler, amount);
    }

    /// GOV-01: nobody but a borrower borrows, and only about itself; nobody but a role decides.
    function attacker_plays_roles(uint256 amount) external lossless closedForGood {
        amount = _within(amount, 1, 1e30);
        bytes[11] memory calls = [
            abi.encodeCall(pool.borrow, (amount, attacker, true)),
            abi.encodeCall(pool.repay, (amount)),
            abi.encodeCall(pool.impair, (0)),
            abi.encodeCall(pool.write_off, ()),
            abi.encodeCall(pool.set_limit, (address(token), amount)),
            abi.encodeCall(pool.set_rate_model, (pool.rate_model())),
            abi.encodeCall(pool.set_reserve_factor, (0)),
            abi.encodeCall(pool.set_deposit_cap, (0)),
            abi.encodeCall(pool.withdraw_reserve, (attacker, 0)),
            abi.encodeCall(pool.pause_borrowing, ()),
            abi.encodeCall(pool.withdraw, (1, attacker, owner))
        ];
        for (uint256 i = 0; i < calls.length; i++) {
            _mustRevert(address(pool), attacker, calls[i]);
        }
        bytes[5] memory ruling = [
            abi.encodeCall(governance.submit, (BORROW_LIMIT, attacker, amount)),
            abi.encodeCall(governance.revoke, (BORROW_LIMIT, address(token))),
            abi.encodeCall(governance.guard_limit, (address(token), 0)),
            abi.encodeCall(governance.pause_borrowing, ()),
            abi.encodeCall(governance.cancel_limit, (address(token)))
        ];
        for (uint256 i = 0; i < ruling.length; i++) {
            _mustRevert(address(governance), attacker, ruling[i]);
        }
        vm.prank(attacker);
        pool.begin_wind_down(); // means nothing to an account without debt
        vm.prank(attacker);
        pool.end_wind_down(); // neither
        _promise(!pool.loan_state(attacker).winding, "GOV-01: who owes nothing winds down");
    }

    // ------------------------------------------------------------------ inside

    function _units(uint256 dollars) private view returns (uint256) {
        return _within(dollars, 1, LENT_DOLLARS / 5) * dollar + 1;
    }

    function _enqueue(uint256 who, uint256 part) private {
        address lender = _someoneWith(pool, lenders, who);
        uint256 shares = _part(pool.balanceOf(lender), part);
        vm.prank(lender);
        pool.enqueue(shares);
    }

    /// If nobody waits, now and then a run and one who does; then a lender brings cash.
    function _letServe(uint256 seed) private {
        if (pool.pool_state().queued == 0) {
            if (!_rarely(seed, 3)) return;
            _run();
            _enqueue(seed, 99);
        }
        vm.prank(lenders[seed % 3]);
        pool.deposit(_units(seed), lenders[seed % 3]);
    }

    /// Every lender takes what cash there is.
    function _run() private {
        for (uint256 i = 0; i < lenders.length; i++) {
            uint256 assets = pool.maxWithdraw(lenders[i]);
            if (assets == 0) continue;
            vm.prank(lenders[i]);
            pool.withdraw(assets, lenders[i], lenders[i]);
        }
    }

    /// One of the curator's settings; a limit that falls applies at once.
    function _submit(uint256 seed, uint256 amount) private returns (uint256 setting, address target) {
        (setting, target) = _setting(seed);
        uint256 limit = pool.loan_state(address(token)).limit;
        if (limit < LENT_DOLLARS * dollar / 5) limit = LENT_DOLLARS * dollar / 5;
        if (setting == BORROW_LIMIT) amount = limit * _within(amount, 90, 400) / 100;
        else if (setting == RESERVE_FACTOR) amount = _within(amount, 0, 3_000) * 1e14;
        else if (setting == DEPOSIT_CAP) amount = _within(amount, 100, 1_000) * LENT_DOLLARS * dollar;
        else if (setting == RESERVE_WITHDRAWAL) amount = _part(pool.pool_state().reserve, amount);
        else amount = 0;
        vm.prank(owner);
        governance.submit(setting, target, amount);
    }

    function _setting(uint256 seed) private view returns (uint256 setting, address target) {
        setting = _within(seed, BORROW_LIMIT, GUARDIAN);
        if (setting == BORROW_LIMIT) target = address(token);
        else if (setting == RATE_MODEL) target = pool.rate_model();
        else if (setting >= RESERVE_WITHDRAWAL) target = owner;
    }

    /// The first of the settings that is pending, beginning somewhere; one submitted now if none is.
    function _pending(uint256 seed, uint256 amount) private returns (uint256 setting, address target) {
        for (uint256 i = 0; i < GUARDIAN; i++) {
            (setting, target) = _setting(seed % GUARDIAN + i);
            (, uint256 validAt) = governance.pending(setting, target);
            if (validAt != 0) return (setting, target);
        }
        return _submit(seed, amount);
    }
}
