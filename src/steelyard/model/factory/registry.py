# SPDX-License-Identifier: Apache-2.0
"""What a pool asks its factory: whose tokens may borrow, which rate models may be set."""

from steelyard.model.lending.rate_models import RateModel


class Registry:
    """The register of MarketFactory.vy, without the making of contracts."""

    def __init__(self) -> None:
        self._tokens: dict[str, bool] = {}
        self._rate_models: dict[str, RateModel] = {}

    def add_token(self, account: str) -> None:
        """Registers a leveraged token."""
        self._tokens[account] = True

    def add_rate_model(self, account: str, model: RateModel) -> None:
        """Registers a rate model under its address."""
        self._rate_models[account] = model

    def is_token(self, account: str) -> bool:
        """Whether `account` is a leveraged token of this factory."""
        return account in self._tokens

    def is_rate_model(self, account: str) -> bool:
        """Whether `account` is a rate model of this factory."""
        return account in self._rate_models

    def rate_model(self, account: str) -> RateModel:
        """The rate model at `account`."""
        return self._rate_models[account]
