// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.19;

import {Market, vm} from "../Cheats.sol";
import {
    IBlocklistAsset,
    IFeed,
    IDelayedOrders,
    IPairingPool,
    IPairingShare,
    IPairingEngine,
    IPriceSource
} from "./Interfaces.sol";

/// One paired pool and who acts on it.
abstract contract World {
    uint256 internal constant LT = 0;
    uint256 internal constant FT = 1;
    uint256 internal constant LP = 2;
    uint256 internal constant SIDES = 3;
    address internal constant DEAD = 0x000000000000000000000000000000000000dEaD;

    IPairingPool internal pool;
    IPairingEngine internal engine;
    IPriceSource internal source;
    IDelayedOrders internal delayed_orders; // zero where the market trades at once
    IBlocklistAsset internal asset;
    IFeed internal feed;
    address internal owner; // opened the market; fee recipient

    address internal attacker = address(0xbad);
    address[] internal holders;
    address[] internal everybody;

    function _meet(string memory name) internal {
        string memory at = Market.addresses(name);
        pool = IPairingPool(vm.parseJsonAddress(at, ".pool"));
        asset = IBlocklistAsset(vm.parseJsonAddress(at, ".asset"));
        feed = IFeed(vm.parseJsonAddress(at, ".feed"));
        owner = vm.parseJsonAddress(at, ".owner");
        engine = IPairingEngine(pool.ENGINE());
        source = IPriceSource(pool.SOURCE());
        delayed_orders = IDelayedOrders(pool.ORDERS());
        holders = [address(0x401), address(0x402), address(0x403)];
        everybody = [holders[0], holders[1], holders[2], attacker, owner];
    }

    function _share(uint256 side) internal view returns (IPairingShare) {
        return IPairingShare(pool.share(side));
    }

    /// The feed answers the same now and every ten minutes, so that the mean arrives.
    function _quiet(uint256 minutes_) internal {
        int256 answer = feed.answer();
        feed.set_answer(answer);
        for (uint256 i = 0; i < minutes_ / 10; i++) {
            vm.warp(block.timestamp + 10 minutes);
            feed.set_answer(answer);
        }
    }

    /// Whatever is due, with its backlog.
    function _pokeThrough() internal {
        for (uint256 i = 0; i < 20; i++) {
            try pool.rebalance() returns (uint256, bool backlog, uint256) {
                if (!backlog) return;
            } catch {
                return;
            }
        }
    }
}
