# SPDX-License-Identifier: Apache-2.0
"""What leveraged tokens would have done: price paths, the world around a token, rules, engines, measures, reports.

The way of a simulation: `Bars` become a `Path`, a `World` says what oracle, exchange, keepers and lenders are like, a
rule runs through both, and the `Run` that it leaves is measured and shown.
"""

from steelyard.extras import require

require("simulator", "steelyard.simulator")
