# SPDX-License-Identifier: Apache-2.0
"""Deploys the core and markets on a chain: from files, by a plan, dry first, resumed wherever it broke off, verified.

Three kinds of files: `deploy/networks` and `deploy/markets` are what people write and what the linter reads;
`deploy/expected` is what the chain must then answer, written by the deployer. Everything is deployed by the standard
CREATE2 deployer or by our factories, so that addresses are known in advance, and what is done is read off the chain.
"""

from steelyard.extras import require

require("chain", "steelyard.deploy")
