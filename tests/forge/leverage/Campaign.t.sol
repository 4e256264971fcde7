// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.19;

import {IAsset, Market, vm} from "../Cheats.sol";
import {AnchoredActions} from "./AnchoredActions.sol";
import {ILendingPool, ILeveragedToken} from "./Interfaces.sol";
import {PoolActions} from "./PoolActions.sol";
import {TokenActions} from "./TokenActions.sol";
import {World} from "./World.sol";
import {WorldActions} from "./WorldActions.sol";

contract LeveragedHandler is TokenActions, PoolActions, AnchoredActions {
    constructor(string memory name) WorldActions(name) {}
}

/// Everybody acts at random; the books add up after every call, and at the end everybody leaves.
abstract contract Campaign is World {
    uint256 private constant PLENTY = 2 ** 90;
    LeveragedHandler private handler;

    function market() internal pure virtual returns (string memory);

    function setUp() external {
        Market.load(market());
        _meet(market());
        for (uint256 i = 0; i < everybody.length; i++) {
            _fund(everybody[i], collateral);
            _fund(everybody[i], debtAsset);
        }
        for (uint256 i = 0; i < holders.length; i++) {
            vm.prank(holders[i]);
            token.approve(address(anchored), type(uint256).max);
            vm.prank(holders[i]);
            token.mint(50e18, holders[i], holders[i], "");
        }
        handler = new LeveragedHandler(market());
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    function invariant_the_books_add_up() external view {
        require(bytes(handler.broken()).length == 0, handler.broken());
        ILeveragedToken.BalanceSheet memory balance_sheet = token.balance_sheet();
        require(balance_sheet.state < SALE || (balance_sheet.state == CLOSED) == (balance_sheet.debt == 0), "LEV-END-04: no debt closes a sale");
        _tokenHolds(balance_sheet);
        _poolBalances(balance_sheet, pool.pool_state());
        _sharesAddUp(balance_sheet);
    }

    /// LEV-EXIT-01 with an oracle that answers nothing; then the lenders take what there is.
    function afterInvariant() external {
        oracle.set_answers(0, 0, 0);
        for (uint256 i = 0; i < everybody.length; i++) {
            _leave(everybody[i]);
        }
        ILeveragedToken.BalanceSheet memory balance_sheet = token.balance_sheet();
        uint256 dust = anchored.total_atoms() / 1e9 + 1;
        require(balance_sheet.supply - balance_sheet.feesOwed <= token.balanceOf(DEAD) + dust, "LEV-EXIT-01: holders are left");
        try pool.process_queue(100) {} catch {}
        uint256 stay;
        for (uint256 i = 0; i < lenders.length; i++) {
            stay += _leavePool(lenders[i]);
        }
        // what a few last shares cannot be paid is the virtual shares'
        bool isAllGone = pool.pool_state().freeCash <= 2 || pool.convertToAssets(stay) <= 2;
        require(isAllGone, "lenders: cash that was free stays");
    }

    // ------------------------------------------------------------------ inside

    function _fund(address account, IAsset asset) private {
        asset.mint(account, PLENTY);
        vm.prank(account);
        asset.approve(address(token), type(uint256).max);
        vm.prank(account);
        asset.approve(address(pool), type(uint256).max);
    }

    /// LEV-SOLV-01.
    function _tokenHolds(ILeveragedToken.BalanceSheet memory balance_sheet) private view {
        require(collateral.balanceOf(address(token)) >= balance_sheet.collateral, "LEV-SOLV-01: collateral short");
        require(balance_sheet.debt == pool.debt_of(address(token)), "LEV-SOLV-01: debt is not the pool's");
    }

    /// POOL-CASH-01 and POOL-DEBT-01.
    function _poolBalances(ILeveragedToken.BalanceSheet memory balance_sheet, ILendingPool.PoolState memory books) private view {
        require(debtAsset.balanceOf(address(pool)) >= books.cash, "POOL-CASH-01: cash short");
        require(
            books.cash + books.debt + books.carried == books.totalAssets + books.reserve + books.claimable,
            "POOL-CASH-01: the books do not balance"
        );
        require(books.claimable <= books.cash, "POOL-CASH-01: claims above cash");
        require(books.debt + books.nominal + 1 >= balance_sheet.debt, "POOL-DEBT-01: a borrower owes more than all");
        uint256 claims;
        for (uint256 i = 0; i < lenders.length; i++) {
            claims += pool.claims(lenders[i]);
        }
        require(claims == books.claimable, "POOL-CASH-01: claims do not add up");
        require(pool.balanceOf(address(pool)) == books.queued, "POOL-CASH-01: queued shares do not add up");
    }

    /// ANCH-02, and the sums of balances.
    function _sharesAddUp(ILeveragedToken.BalanceSheet memory balance_sheet) private view {
        uint256 atoms;
        uint256 lent = pool.balanceOf(address(pool));
        uint256 held = token.balanceOf(DEAD) + token.balanceOf(address(anchored));
        for (uint256 i = 0; i < everybody.length; i++) {
            atoms += anchored.atoms_of(everybody[i]);
            held += token.balanceOf(everybody[i]);
            lent += pool.balanceOf(everybody[i]);
        }
        require(atoms == anchored.total_atoms(), "ANCH-02: claims do not add up");
        require(token.balanceOf(address(anchored)) * 1e9 >= atoms, "ANCH-02: units are not backed");
        require(held == balance_sheet.supply - balance_sheet.feesOwed, "token: balances do not add up");
        require(lent == pool.totalSupply(), "pool: balances do not add up");
    }

    function _leave(address holder) private {
        uint256 wrapped = anchored.shares_of(holder);
        if (wrapped != 0) {
            vm.prank(holder);
            anchored.unwrap_shares(wrapped, holder);
        }
        uint256 shares = token.balanceOf(holder);
        if (shares != 0) {
            vm.prank(holder);
            try token.redeem(shares, holder, filler, "") {}
            catch {
                revert("LEV-EXIT-01: a redeem was refused");
            }
        }
    }

    /// Returns the shares that the free cash does not pay.
    function _leavePool(address lender) private returns (uint256) {
        if (pool.claims(lender) != 0) {
            vm.prank(lender);
            pool.claim(lender);
        }
        uint256 shares = pool.maxRedeem(lender);
        if (shares != 0) {
            vm.prank(lender);
            pool.redeem(shares, lender, lender);
        }
        return pool.balanceOf(lender);
    }
}

contract Bull3x is Campaign {
    function market() internal pure override returns (string memory) {
        return "bull3x";
    }
}

contract Bear2x is Campaign {
    function market() internal pure override returns (string memory) {
        return "bear2x";
    }
}
