// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.19;

import {IERC20} from "../Cheats.sol";

interface ILendingPool is IERC20 {
    struct PoolState {
        uint256 cash;
        uint256 debt;
        uint256 reserve;
        uint256 claimable;
        uint256 carried;
        uint256 nominal;
        uint256 index;
        uint256 rate;
        uint256 utilization;
        uint256 freeCash;
        uint256 totalAssets;
        uint256 supply;
        uint256 queued;
        uint256 ending;
        uint256 covered;
        bool stops;
        uint256 pausedUntil;
    }

    struct LoanState {
        uint256 debt;
        uint256 limit;
        uint256 borrowable;
        uint256 nominal;
        uint256 carried;
        bool winding;
    }

    function GOVERNANCE() external view returns (IPoolGovernance);
    function accrue() external returns (uint256);
    function begin_wind_down() external;
    function borrow(uint256 amount, address receiver, bool partly) external returns (uint256, uint256);
    function loan_state(address account) external view returns (LoanState memory);
    function cash() external view returns (uint256);
    function claim(address receiver) external returns (uint256);
    function claim_for(address owner) external returns (uint256);
    function claims(address owner) external view returns (uint256);
    function convertToAssets(uint256 shares) external view returns (uint256);
    function debt_of(address account) external view returns (uint256);
    function deposit(uint256 assets, address receiver) external returns (uint256);
    function end_wind_down() external;
    function enqueue(uint256 shares) external returns (uint256);
    function impair(uint256 carried) external;
    function maxRedeem(address owner) external view returns (uint256);
    function maxWithdraw(address owner) external view returns (uint256);
    function mint(uint256 shares, address receiver) external returns (uint256);
    function pause_borrowing() external;
    function process_queue(uint256 count) external returns (uint256);
    function rate_model() external view returns (address);
    function redeem(uint256 shares, address receiver, address owner) external returns (uint256);
    function repay(uint256 amount) external returns (uint256);
    function pool_state() external view returns (PoolState memory);
    function set_deposit_cap(uint256 amount) external;
    function set_limit(address token, uint256 amount) external;
    function set_rate_model(address model) external;
    function set_reserve_factor(uint256 amount) external;
    function totalAssets() external view returns (uint256);
    function withdraw(uint256 assets, address receiver, address owner) external returns (uint256);
    function withdraw_reserve(address receiver, uint256 amount) external;
    function write_off() external;
}

interface IPoolGovernance {
    function accept(uint256 setting, address target) external;
    function cancel_limit(address token) external;
    function guard_limit(address token, uint256 amount) external;
    function pause_borrowing() external;
    function pending(uint256 setting, address target) external view returns (uint256 amount, uint256 validAt);
    function revoke(uint256 setting, address target) external;
    function submit(uint256 setting, address target, uint256 amount) external;
}

interface ILeveragedToken is IERC20 {
    struct BalanceSheet {
        uint256 collateral;
        uint256 debt;
        uint256 supply;
        uint256 feesOwed;
        uint256 state;
        uint256 lastPrice;
        uint256 lastRead;
        uint256 reported;
        uint256 since;
        uint256 round;
        uint256 clock;
        uint256 ramp;
        bool under;
        uint256 bound;
        uint256 refused;
        uint256 interest;
        uint256 feeShares;
        int256 rebalanceCost;
    }

    struct Fees {
        uint256 mint;
        uint256 redeem;
        uint256 management;
        address recipient;
    }

    function collect_fees() external returns (uint256);
    function confirm_wind_down() external;
    function deleverage(uint256 most, int256 cost, address receiver, bytes calldata data)
        external
        returns (uint256 sent, uint256 taken);
    function fees() external view returns (Fees memory);
    function impair() external;
    function mint(uint256 shares, address receiver, address debtReceiver, bytes calldata data)
        external
        returns (uint256 collateral, uint256 debt, uint256 minted);
    function report_oracle() external;
    function redeem(uint256 shares, address owner, address receiver, bytes calldata data)
        external
        returns (uint256 collateral, uint256 debt);
    function releverage(uint256 most, int256 cost, address receiver, bytes calldata data)
        external
        returns (uint256 sent, uint256 taken);
    function repay_debt(uint256 amount) external returns (uint256 given);
    /// The rule's first fields: where fills start and end.
    function rule()
        external
        view
        returns (uint256 target, uint256 upper, uint256 lower, uint256 upperLanding, uint256 lowerLanding);
    function set_fee_recipient(address recipient) external;
    function balance_sheet() external view returns (BalanceSheet memory);
    function start_wind_down() external;
    function write_off() external;
}

interface IAnchoredToken is IERC20 {
    function atoms_of(address account) external view returns (uint256);
    function rebase() external returns (bool);
    function shares_of(address account) external view returns (uint256);
    function total_atoms() external view returns (uint256);
    function unwrap(uint256 units, address receiver) external returns (uint256);
    function unwrap_shares(uint256 shares, address receiver) external returns (uint256);
    function wrap(uint256 shares, address receiver) external returns (uint256);
}

/// `MockOracle`: answers what it is told; 0 makes a function revert.
interface IOracle {
    function set_answers(uint256 price, uint256 priceWithRound, uint256 rescuePrice) external;
    function set_price(uint256 price) external;
}
