# SPDX-License-Identifier: Apache-2.0
"""Trade and lend from Python: `with connect("local") as s: print(s.markets())`; asynchronous: `steelyard.aio`."""

from steelyard.extras import require

require("chain", "steelyard.sdk")
