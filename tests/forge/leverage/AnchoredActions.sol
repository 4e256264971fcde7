// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.19;

import {vm} from "../Cheats.sol";
import {WorldActions} from "./WorldActions.sol";

/// The functions of `AnchoredToken`.
abstract contract AnchoredActions is WorldActions {
    function anchored_wrap(uint256 who, uint256 part) external lossless closedForGood {
        _wrap(who, part);
    }

    function anchored_unwrap(uint256 who, uint256 part) external lossless closedForGood {
        if (anchored.totalSupply() < 1e6) _wrap(who, 49);
        address holder = _someoneWith(anchored, holders, who);
        uint256 units = _part(anchored.balanceOf(holder), part);
        vm.prank(holder);
        anchored.unwrap(units, holder);
    }

    function anchored_unwrap_shares(uint256 who) external lossless closedForGood {
        if (anchored.totalSupply() < 1e6) _wrap(who, 49);
        address holder = _someoneWith(anchored, holders, who);
        uint256 shares = anchored.shares_of(holder);
        uint256 held = token.balanceOf(holder);
        vm.prank(holder);
        anchored.unwrap_shares(shares, holder);
        _promise(token.balanceOf(holder) == held + shares, "ANCH-02: unwrapped less than the shares held");
        _promise(anchored.shares_of(holder) == 0, "ANCH-02: shares stayed behind");
    }

    /// ANCH-01: no claim in shares changes. A second call follows in the next round, when the rebase may be executed.
    /// Now and then after a long fall.
    function anchored_rebase(uint256 seed) external bearable closedForGood {
        if (_rarely(seed, 5)) _trend(84);
        bytes32 before = _claims();
        anchored.rebase();
        _wait(600);
        try anchored.rebase() {} catch {}
        _promise(before == _claims(), "ANCH-01: a rebase changed a claim");
    }

    function anchored_transfer(uint256 who, uint256 part) external lossless closedForGood {
        _transfer(anchored, holders[who % 3], holders[(who + 1) % 3], part);
    }

    function anchored_transferFrom(uint256 who, uint256 part) external lossless closedForGood {
        _transferFrom(anchored, holders[who % 3], holders[(who + 1) % 3], part);
    }

    function anchored_approve(uint256 who, uint256 amount) external lossless closedForGood {
        _approve(anchored, holders[who % 3], attacker, amount);
        _approve(anchored, holders[who % 3], attacker, 0);
    }

    function anchored_permit(uint256 amount) external lossless closedForGood {
        _permit(anchored, filler, amount);
    }

    function _wrap(uint256 who, uint256 part) private {
        address holder = _someoneWith(token, holders, who);
        uint256 shares = _part(token.balanceOf(holder), part);
        vm.prank(holder);
        anchored.wrap(shares, holder);
    }

    function _claims() private view returns (bytes32 digest) {
        for (uint256 i = 0; i < everybody.length; i++) {
            digest = keccak256(abi.encode(digest, anchored.atoms_of(everybody[i])));
        }
    }
}
