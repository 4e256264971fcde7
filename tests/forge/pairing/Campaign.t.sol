// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.19;

import {Market, vm} from "../Cheats.sol";
import {DirectActions} from "./DirectActions.sol";
import {IDelayedOrders, IPairingPool, IPairingShare} from "./Interfaces.sol";
import {MarketActions} from "./MarketActions.sol";
import {OrderActions} from "./OrderActions.sol";
import {ShareActions} from "./ShareActions.sol";
import {World} from "./World.sol";
import {WorldActions} from "./WorldActions.sol";

contract DirectHandler is MarketActions, ShareActions, DirectActions {
    constructor(string memory name) WorldActions(name) {}
}

contract OrderHandler is MarketActions, ShareActions, OrderActions {
    constructor(string memory name) WorldActions(name) {}
}

/// Everybody acts at random; the books add up after every call, and at the end everybody leaves.
abstract contract Campaign is World {
    uint256 private constant PLENTY = 2 ** 100;
    WorldActions private handler;

    function market() internal pure virtual returns (string memory);
    function make() internal virtual returns (WorldActions);

    function setUp() external {
        Market.load(market());
        _meet(market());
        for (uint256 i = 0; i < everybody.length; i++) {
            asset.mint(everybody[i], PLENTY);
            vm.prank(everybody[i]);
            asset.approve(address(pool), type(uint256).max);
            if (address(delayed_orders) == address(0)) continue;
            vm.prank(everybody[i]);
            asset.approve(address(delayed_orders), type(uint256).max);
        }
        handler = make();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    function invariant_the_books_add_up() external view {
        require(bytes(handler.broken()).length == 0, handler.broken());
        uint256 unsent;
        for (uint256 i = 0; i < handler.generationCount(); i++) {
            IPairingShare share = handler.generations(i);
            unsent += pool.unsent(address(share));
            _sharesAddUp(share);
        }
        _valueIsConserved(unsent);
        _ordersLieThere();
    }

    /// PAIR-EXIT-01: within two due re-splits everybody has their U; the seeds, the fees and dust remain.
    function afterInvariant() external {
        feed.set_broken(false);
        _quiet(60);
        _pokeThrough();
        _takeOrdersBack();
        for (uint256 side = 0; side < SIDES; side++) {
            for (uint256 i = 0; i < everybody.length; i++) {
                _enqueue(_share(side), everybody[i]);
            }
        }
        for (uint256 i = 0; i < 2; i++) {
            _quiet(150);
            _pokeThrough();
        }
        for (uint256 i = 0; i < handler.generationCount(); i++) {
            IPairingShare share = handler.generations(i);
            asset.set_blocked(address(share), false);
            if (pool.unsent(address(share)) != 0) pool.forward(address(share));
            _claimAll(share);
        }
    }

    // ------------------------------------------------------------------ inside

    /// PAIR-CONS-01: values sum to U*P, LT and FT hold most of their own kind, and U lies where it is counted.
    function _valueIsConserved(uint256 unsent) private view {
        IPairingPool.Position memory position = pool.accrued_position();
        IPairingPool.Terms memory terms = pool.terms();
        uint256 price = pool.clocks().lastPrice;
        uint256 total;
        for (uint256 side = 0; side < SIDES; side++) {
            total += engine.value_of(position, terms, side, price);
        }
        require(total == position.underlying * price, "PAIR-CONS-01: values do not sum to U*P");
        require(position.leveraged.leveraged >= position.leveraged.funding, "PAIR-CONS-01: LT holds the wrong kind");
        require(position.funding.funding >= position.funding.leveraged, "PAIR-CONS-01: FT holds the wrong kind");
        (uint256 owed,) = pool.fees_owed();
        uint256 counted = position.underlying + owed + unsent;
        require(asset.balanceOf(address(pool)) >= counted, "PAIR-CONS-01: the market is short of U");
    }

    function _sharesAddUp(IPairingShare share) private view {
        uint256 claimable = asset.balanceOf(address(share)) + pool.unsent(address(share));
        require(claimable >= share.counted(), "PAIR-CONS-01: a share is short of U");
        uint256 held = share.raw_balance(DEAD) + share.raw_balance(address(pool)) + share.raw_balance(address(share));
        if (address(delayed_orders) != address(0)) held += share.raw_balance(address(delayed_orders));
        for (uint256 i = 0; i < everybody.length; i++) {
            held += share.raw_balance(everybody[i]);
        }
        require(held <= share.raw_supply(), "PAIR-CONS-01: more shares than there are");
        require(held == share.raw_supply(), "PAIR-CONS-01: balances do not add up");
    }

    function _ordersLieThere() private view {
        if (address(delayed_orders) == address(0)) return;
        uint256 waiting;
        for (uint256 number = 0; number < delayed_orders.order_count(); number++) {
            IDelayedOrders.Order memory order = delayed_orders.order(number);
            if (order.isMint) waiting += order.amount;
        }
        require(asset.balanceOf(address(delayed_orders)) >= waiting, "PAIR-CONS-01: the delayed_orders is short of U");
    }

    function _takeOrdersBack() private {
        if (address(delayed_orders) == address(0)) return;
        vm.warp(block.timestamp + 25 hours);
        for (uint256 number = 0; number < delayed_orders.order_count(); number++) {
            if (delayed_orders.order(number).owner != address(0)) delayed_orders.refund(number);
        }
        _quiet(60);
    }

    function _enqueue(IPairingShare share, address holder) private {
        (bool isClosed,,) = share.closed();
        uint256 shares = share.balanceOf(holder);
        if (isClosed || shares == 0) return;
        vm.prank(holder);
        try share.enqueue(shares) {}
        catch {
            revert("PAIR-EXIT-01: the queue was refused");
        }
    }

    /// Every request was paid, and an ended generation pays everybody.
    function _claimAll(IPairingShare share) private {
        (bool isClosed,,) = share.closed();
        uint256 claims;
        uint256 left;
        for (uint256 i = 0; i < everybody.length; i++) {
            claims += _claim(share, everybody[i]);
            if (isClosed && share.raw_balance(everybody[i]) != 0) {
                vm.prank(everybody[i]);
                try share.claim_closed(everybody[i]) {}
                catch {
                    revert("PAIR-EXIT-01: a claim on an ended generation was refused");
                }
            }
            left += share.raw_balance(everybody[i]);
        }
        // a consolidation leaves less than a share as shown with whoever held one
        require(left < share.index() * (everybody.length + 1), "PAIR-EXIT-01: shares are left");
        require(share.raw_balance(address(share)) == 0, "PAIR-EXIT-01: the queue was not paid");
        uint256 seeds = isClosed ? _ofTheDead(share) : 0;
        require(share.counted() <= seeds + claims + everybody.length + 2, "PAIR-EXIT-01: U is left unclaimed");
    }

    function _claim(IPairingShare share, address holder) private returns (uint256 claims) {
        uint256 head = share.head();
        for (uint256 epoch = 0; epoch <= head; epoch++) {
            if (share.request(holder, epoch) == 0) continue;
            vm.prank(holder);
            try share.claim(epoch, holder) {
                claims++;
            } catch {
                revert("PAIR-EXIT-01: a claim was refused");
            }
        }
    }

    /// What the locked seed and the market itself could claim of an ended generation.
    function _ofTheDead(IPairingShare share) private view returns (uint256) {
        (, uint256 supply, uint256 amount) = share.closed();
        uint256 raw = share.raw_balance(DEAD) + share.raw_balance(address(pool));
        return supply == 0 ? 0 : amount * raw / supply + 1;
    }
}

contract Paired3x is Campaign {
    function market() internal pure override returns (string memory) {
        return "paired3x";
    }

    function make() internal override returns (WorldActions) {
        return new DirectHandler(market());
    }
}

contract Ordered10x is Campaign {
    function market() internal pure override returns (string memory) {
        return "ordered10x";
    }

    function make() internal override returns (WorldActions) {
        return new OrderHandler(market());
    }
}
