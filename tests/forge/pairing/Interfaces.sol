// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.19;

import {IAsset, IERC20} from "../Cheats.sol";

interface IPairingPool {
    struct Vault {
        uint256 leveraged;
        uint256 funding;
    }

    struct Position {
        uint256 underlying;
        uint256 referencePrice;
        uint256 index;
        Vault leveraged;
        Vault funding;
    }

    struct Fees {
        uint256 swap;
        uint256 imbalance;
        uint256 liquidityExit;
        uint256 cut;
        uint256 management;
        uint256 rebalance;
        uint256 reward;
        uint256 mostReward;
    }

    struct Terms {
        uint256 target;
        uint256 dollar;
        uint256 margin;
        uint256 fall;
        uint256 rise;
        uint256 capLeveraged;
        uint256 capFunding;
        uint256 mostUnderlying;
        bool isBear;
        bool mintsFunding;
        bool commits;
        uint256 window;
        uint256 period;
        Fees fees;
    }

    struct Clocks {
        uint256 accruedAt;
        uint256 lastRebalance;
        uint256 freshUntil;
        uint256 staleSince;
        uint256 unbilled;
        uint256 lastPrice;
        bool isOpen;
        bool isDeprecated;
    }

    function ORDERS() external view returns (address);
    function ENGINE() external view returns (address);
    function SOURCE() external view returns (address);
    function accrued_position() external view returns (Position memory);
    function clocks() external view returns (Clocks memory);
    function collect_fees() external returns (uint256, uint256);
    function consolidate(uint256 side) external;
    function deposit(uint256 amount, uint256 least, address receiver, uint256 deadline) external returns (uint256);
    function deprecate() external;
    function fee_recipient() external view returns (address);
    function forward(address share) external returns (uint256);
    function fees_owed() external view returns (uint256, uint256);
    function mint(uint256 side, uint256 amount, uint256 least, address receiver, uint256 deadline)
        external
        returns (uint256);
    function mint_ordered(uint256 side, uint256 amount, uint256 least, address receiver, uint256 price)
        external
        returns (uint256);
    function open(uint256 amount) external returns (uint256);
    function rebalance() external returns (uint256 steps, bool backlog, uint256 reward);
    function redeem(uint256 side, uint256 shares, uint256 least, address receiver, bool partly, uint256 deadline)
        external
        returns (uint256, uint256);
    function redeem_ordered(uint256 side, uint256 shares, uint256 least, address receiver, uint256 price)
        external
        returns (uint256);
    function report_stale() external;
    function set_fee_recipient(address recipient) external;
    function share(uint256 side) external view returns (address);
    function terms() external view returns (Terms memory);
    function unsent(address share) external view returns (uint256);
}

interface IPairingEngine {
    function value_of(IPairingPool.Position calldata position, IPairingPool.Terms calldata terms, uint256 side, uint256 price)
        external
        pure
        returns (uint256);
}

interface IPairingShare is IERC20 {
    struct State {
        uint256 supply;
        uint256 index;
        uint256 seed;
        uint256[2] epochs;
        uint256 ripe;
        bool due;
        bool closed;
    }

    function burn(address owner, uint256 raw) external;
    function cancel(uint256 epoch) external returns (uint256);
    function claim(uint256 epoch, address receiver) external returns (uint256);
    function claim_closed(address receiver) external returns (uint256);
    function closed() external view returns (bool isClosed, uint256 supply, uint256 amount);
    function consolidate() external;
    function counted() external view returns (uint256);
    function enqueue(uint256 shares) external returns (uint256);
    function epoch(uint256 number)
        external
        view
        returns (uint256 shares, uint256 first, uint256 last, bool isPaid, uint256 paid);
    function head() external view returns (uint256);
    function index() external view returns (uint256);
    function mint(address receiver, uint256 raw) external;
    function raw_balance(address account) external view returns (uint256);
    function raw_supply() external view returns (uint256);
    function request(address owner, uint256 epoch) external view returns (uint256);
    function settle(uint256[2] calldata paid, uint256 epochs, bool closing, uint256 left, uint256 owed) external;
    function state() external view returns (State memory);
}

interface IDelayedOrders {
    struct Order {
        bool isMint;
        uint256 side;
        address share;
        uint256 amount;
        uint256 least;
        address owner;
        uint256 round;
        uint256 since;
        uint256 deadline;
    }

    function commit(bool isMint, uint256 side, uint256 amount, uint256 least, uint256 deadline, address owner)
        external
        returns (uint256);
    function execute(uint256 number) external returns (uint256);
    function order(uint256 number) external view returns (Order memory);
    function order_count() external view returns (uint256);
    function refund(uint256 number) external returns (uint256);
}

interface IPriceSource {
    struct Reading {
        uint256 price;
        uint256 round;
        uint256 updatedAt;
        uint256 freshUntil;
    }

    function latest_and_mean(uint256 window) external view returns (Reading memory, uint256);
}

/// `BlocklistAsset`: reverts whoever is blocked.
interface IBlocklistAsset is IAsset {
    function set_blocked(address account, bool isBlocked) external;
}

/// `MockFeed`: a Chainlink feed that answers what it is told.
interface IFeed {
    function answer() external view returns (int256);
    function set_answer(int256 answer) external;
    function set_broken(bool isBroken) external;
}
