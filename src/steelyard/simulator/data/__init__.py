# SPDX-License-Identifier: Apache-2.0
"""Market data: read from files, fetched from Binance's public archive, or bundled.

`load.load` and `load.load_series` read files, `download.download` fetches them, `catalogue.best` knows what there is.
"""
