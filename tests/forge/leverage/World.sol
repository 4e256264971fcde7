// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.19;

import {IAsset, Market, vm} from "../Cheats.sol";
import {IAnchoredToken, ILendingPool, ILeveragedToken, IOracle, IPoolGovernance} from "./Interfaces.sol";

/// One market of borrowed leverage and who acts on it.
abstract contract World {
    uint256 internal constant OPEN = 0;
    uint256 internal constant STARTED = 1;
    uint256 internal constant SALE = 2;
    uint256 internal constant DEAD_SALE = 3;
    uint256 internal constant CLOSED = 4;
    uint256 internal constant LENT_DOLLARS = 500_000; // by the owner, at the start
    address internal constant DEAD = 0x000000000000000000000000000000000000dEaD;

    ILeveragedToken internal token;
    ILendingPool internal pool;
    IPoolGovernance internal governance;
    IAnchoredToken internal anchored;
    IOracle internal oracle;
    IAsset internal collateral;
    IAsset internal debtAsset;
    address internal owner; // curator, guardian, first lender

    address internal attacker = address(0xbad);
    address internal filler = address(0xf111);
    address[] internal holders;
    address[] internal lenders;
    address[] internal everybody;

    function _meet(string memory name) internal {
        string memory at = Market.addresses(name);
        token = ILeveragedToken(vm.parseJsonAddress(at, ".token"));
        pool = ILendingPool(vm.parseJsonAddress(at, ".pool"));
        governance = pool.GOVERNANCE();
        anchored = IAnchoredToken(vm.parseJsonAddress(at, ".anchored"));
        oracle = IOracle(vm.parseJsonAddress(at, ".oracle"));
        collateral = IAsset(vm.parseJsonAddress(at, ".collateral"));
        debtAsset = IAsset(vm.parseJsonAddress(at, ".debt_asset"));
        owner = vm.parseJsonAddress(at, ".owner");
        holders = [address(0x401), address(0x402), address(0x403)];
        lenders = [owner, address(0x1e1), address(0x1e2)];
        everybody = [holders[0], holders[1], holders[2], lenders[1], lenders[2], filler, attacker, owner];
    }
}
