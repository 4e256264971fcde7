// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.19;

/// The cheatcodes of forge that the campaigns use.
interface Vm {
    function addr(uint256 key) external pure returns (address);
    function envString(string calldata name) external view returns (string memory);
    function loadAllocs(string calldata path) external;
    function parseJsonAddress(string calldata json, string calldata key) external pure returns (address);
    function parseJsonUint(string calldata json, string calldata key) external pure returns (uint256);
    function prank(address sender) external;
    function readFile(string calldata path) external view returns (string memory);
    function sign(uint256 key, bytes32 digest) external pure returns (uint8 v, bytes32 r, bytes32 s);
    function warp(uint256 time) external;
}

Vm constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

/// What every ERC-20 of ours has.
interface IERC20 {
    function DOMAIN_SEPARATOR() external view returns (bytes32);
    function allowance(address owner, address spender) external view returns (uint256);
    function approve(address spender, uint256 amount) external returns (bool);
    function balanceOf(address account) external view returns (uint256);
    function nonces(address owner) external view returns (uint256);
    function permit(address owner, address spender, uint256 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s)
        external;
    function totalSupply() external view returns (uint256);
    function transfer(address receiver, uint256 amount) external returns (bool);
    function transferFrom(address owner, address receiver, uint256 amount) external returns (bool);
}

/// `MockAsset`: anyone may mint.
interface IAsset is IERC20 {
    function mint(address receiver, uint256 amount) external;
}

/// The compiled market that Python built, as one folder: `allocs.json` is the chain, `market.json` the addresses.
library Market {
    /// Puts the contracts on the chain at their addresses, and the clock where it was.
    function load(string memory name) internal {
        vm.loadAllocs(string.concat(_folder(name), "/allocs.json"));
        vm.warp(vm.parseJsonUint(addresses(name), ".now"));
    }

    function addresses(string memory name) internal view returns (string memory) {
        return vm.readFile(string.concat(_folder(name), "/market.json"));
    }

    function _folder(string memory name) private view returns (string memory) {
        return string.concat(vm.envString("STEELYARD_FORGE_STATES"), "/", name);
    }
}
