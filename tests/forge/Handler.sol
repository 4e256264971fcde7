// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.19;

import {IERC20, vm} from "./Cheats.sol";

/// What the functions that forge calls share. A refusal of the contract under test is let through, and counted by
/// forge as a revert; a promise that does not hold is kept in `broken`, which the invariant reads.
abstract contract Handler {
    uint256 internal constant SIGNER = 0xa11ce;
    bytes32 private constant PERMIT =
        keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");

    string public broken;

    function _promise(bool holds, string memory what) internal {
        if (!holds && bytes(broken).length == 0) broken = what;
    }

    /// From `low` to `high`, both included.
    function _within(uint256 seed, uint256 low, uint256 high) internal pure returns (uint256) {
        return low + seed % (high - low + 1);
    }

    /// One to a hundred percent of `amount`.
    function _part(uint256 amount, uint256 seed) internal pure returns (uint256) {
        return amount * _within(seed, 1, 100) / 100;
    }

    /// True for one seed in `times`.
    function _rarely(uint256 seed, uint256 times) internal pure returns (bool) {
        return uint256(keccak256(abi.encode(seed))) % times == 0;
    }

    /// The first of `accounts` with a balance, beginning somewhere; the somewhere if nobody has one.
    function _someoneWith(IERC20 token, address[] memory accounts, uint256 seed) internal view returns (address) {
        for (uint256 i = 0; i < accounts.length; i++) {
            address account = accounts[(seed % accounts.length + i) % accounts.length];
            if (token.balanceOf(account) != 0) return account;
        }
        return accounts[seed % accounts.length];
    }

    function _transfer(IERC20 token, address from, address to, uint256 seed) internal {
        uint256 amount = _part(token.balanceOf(from), seed);
        vm.prank(from);
        token.transfer(to, amount);
    }

    /// `to` moves on the allowance that `from` gave; one unit more is refused.
    function _transferFrom(IERC20 token, address from, address to, uint256 seed) internal {
        uint256 amount = _part(token.balanceOf(from), seed);
        _approve(token, from, to, amount);
        _mustRevert(address(token), to, abi.encodeCall(token.transferFrom, (from, to, amount + 1)));
        vm.prank(to);
        token.transferFrom(from, to, amount);
        _promise(token.allowance(from, to) == 0, "allowance: not used up");
    }

    function _approve(IERC20 token, address owner, address spender, uint256 amount) internal {
        vm.prank(owner);
        token.approve(spender, amount);
        _promise(token.allowance(owner, spender) == amount, "allowance: not as approved");
    }

    /// The signer allows `spender` an amount; the same signature is refused a second time.
    function _permit(IERC20 token, address spender, uint256 amount) internal {
        address signer = vm.addr(SIGNER);
        bytes32 message = keccak256(abi.encode(PERMIT, signer, spender, amount, token.nonces(signer), block.timestamp));
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", token.DOMAIN_SEPARATOR(), message));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(SIGNER, digest);
        token.permit(signer, spender, amount, block.timestamp, v, r, s);
        _promise(token.allowance(signer, spender) == amount, "permit: not as signed");
        _mustRevert(
            address(token), spender, abi.encodeCall(token.permit, (signer, spender, amount, block.timestamp, v, r, s))
        );
    }

    /// GOV-01: `sender` may not do this.
    function _mustRevert(address place, address sender, bytes memory call) internal {
        _promise(_isReverted(place, sender, call), "GOV-01: somebody did what is not his");
    }

    function _isReverted(address place, address sender, bytes memory call) internal returns (bool) {
        vm.prank(sender);
        (bool done,) = place.call(call);
        return !done;
    }
}
