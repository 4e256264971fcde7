# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title A factory that registers whatever it is told
@license AGPL-3.0-only
"""

is_token: public(HashMap[address, bool])
is_rate_model: public(HashMap[address, bool])


@external
def register(account: address):
    """
    @notice Makes an account a token.
    """
    self.is_token[account] = True


@external
def register_rate_model(account: address):
    """
    @notice Makes an account a rate model.
    """
    self.is_rate_model[account] = True


@external
def create(blueprint: address, arguments: Bytes[1024]) -> address:
    """
    @notice Deploys from a blueprint, so that this factory is the deployer.
    """
    return create_from_blueprint(blueprint, arguments, raw_args=True, code_offset=3)
