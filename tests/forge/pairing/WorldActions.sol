// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.19;

import {Handler} from "../Handler.sol";
import {IERC20, vm} from "../Cheats.sol";
import {IPairingPool, IPairingShare, IPriceSource} from "./Interfaces.sol";
import {World} from "./World.sol";

/// Prices, time, gifts; and what is measured around every act.
abstract contract WorldActions is World, Handler {
    struct Seen {
        address[SIDES] shares;
        uint256[SIDES] supplies;
        uint256[SIDES][2] values; // at the low and at the high price
        uint256[2] prices; // zero where the source reverts
    }

    uint256 internal constant WAD = 1e18;
    uint256 internal constant FOREVER = 2 ** 255;
    int256 private constant MINIMUM = 5e8; // dollars with the feed's 8 decimals
    int256 private constant MAXIMUM = 200_000e8;

    IPairingShare[] public generations;
    mapping(address => bool) private isKnown;

    constructor(string memory name) {
        _meet(name);
        _remember();
    }

    /// Every share there has been is remembered.
    modifier remembered() {
        _;
        _remember();
    }

    /// PAIR-FAIR-01: no vault's value per share falls at either user price, less one unit of U.
    modifier fair() {
        Seen memory before = _see();
        _;
        _promise(_isFair(before), "PAIR-FAIR-01: others paid for a trade");
    }

    function generationCount() external view returns (uint256) {
        return generations.length;
    }

    function price_drifts(uint256 seed) external remembered {
        _move(_within(seed, 97, 103));
        _quiet(10 * _within(seed, 1, 6));
    }

    function price_jumps(uint256 seed) external remembered {
        _move(_within(seed, 70, 140));
        _quiet(_rarely(seed, 2) ? 30 : 0);
    }

    function time_passes(uint256 seed) external remembered {
        vm.warp(block.timestamp + _within(seed, 1, 7) * 1 days);
        _quiet(60);
    }

    /// A gift of U or of shares changes nobody's account.
    function attacker_donates(uint256 seed) external remembered {
        bytes32 before = _accounts();
        IERC20 share = _share(seed % SIDES);
        vm.prank(attacker);
        asset.transfer(_rarely(seed, 2) ? address(share) : address(pool), _within(seed, 1, 1e9));
        uint256 held = share.balanceOf(attacker);
        vm.prank(attacker);
        share.transfer(address(pool), held < 1e9 ? held : 1e9);
        _promise(before == _accounts(), "PAIR-CONS-01: a gift was counted");
    }

    // ------------------------------------------------------------------ inside

    function _move(uint256 percent) internal {
        int256 answer = feed.answer() * int256(percent) / 100;
        feed.set_answer(answer < MINIMUM ? MINIMUM : answer > MAXIMUM ? MAXIMUM : answer);
    }

    /// U worth so many dollars.
    function _units(uint256 dollars) internal view returns (uint256) {
        return dollars * 1e26 / uint256(feed.answer());
    }

    /// Max amounts fit the market, some do not.
    function _dollars(uint256 seed) internal pure returns (uint256) {
        return _rarely(seed, 8) ? _within(seed, 1, 400_000) : _within(seed, 20, 5_000);
    }

    /// A fresh price, its mean, and nothing due.
    function _letTrade() internal {
        _quiet(30);
        _pokeThrough();
    }

    function _accounts() private view returns (bytes32) {
        (uint256 owed, uint256 cut) = pool.fees_owed();
        return keccak256(abi.encode(pool.accrued_position(), owed, cut, _share(LT).counted()));
    }

    function _remember() private {
        for (uint256 side = 0; side < SIDES; side++) {
            IPairingShare share = _share(side);
            if (isKnown[address(share)]) continue;
            isKnown[address(share)] = true;
            generations.push(share);
        }
    }

    function _see() private view returns (Seen memory seen) {
        IPairingPool.Terms memory terms = pool.terms();
        try source.latest_and_mean(terms.window) returns (IPriceSource.Reading memory reading, uint256 mean) {
            (uint256 low, uint256 high) = reading.price < mean ? (reading.price, mean) : (mean, reading.price);
            seen.prices = [low * (WAD - terms.margin) / WAD, high * (WAD + terms.margin) / WAD + 1];
        } catch {
            return seen;
        }
        IPairingPool.Position memory position = pool.accrued_position();
        for (uint256 side = 0; side < SIDES; side++) {
            seen.shares[side] = pool.share(side);
            seen.supplies[side] = _share(side).state().supply;
            for (uint256 i = 0; i < 2; i++) {
                seen.values[i][side] = engine.value_of(position, terms, side, seen.prices[i]);
            }
        }
    }

    function _isFair(Seen memory before) private view returns (bool) {
        if (before.prices[0] == 0) return true;
        IPairingPool.Terms memory terms = pool.terms();
        IPairingPool.Position memory position = pool.accrued_position();
        for (uint256 side = 0; side < SIDES; side++) {
            if (before.supplies[side] == 0 || before.shares[side] != pool.share(side)) continue;
            uint256 left = _share(side).state().supply;
            for (uint256 i = 0; i < 2 && left != 0; i++) {
                uint256 worth = engine.value_of(position, terms, side, before.prices[i]) + before.prices[i];
                if (_isLess(worth, before.supplies[side], before.values[i][side], left)) return false;
            }
        }
        return true;
    }

    /// a * b < c * d, however great the products are.
    function _isLess(uint256 a, uint256 b, uint256 c, uint256 d) private pure returns (bool) {
        (uint256 high, uint256 low) = _product(a, b);
        (uint256 otherHigh, uint256 otherLow) = _product(c, d);
        return high != otherHigh ? high < otherHigh : low < otherLow;
    }

    function _product(uint256 a, uint256 b) private pure returns (uint256 high, uint256 low) {
        uint256 rest = mulmod(a, b, type(uint256).max);
        unchecked {
            low = a * b;
            high = rest - low - (rest < low ? 1 : 0);
        }
    }
}
