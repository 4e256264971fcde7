# SPDX-License-Identifier: Apache-2.0
"""What every operation costs, beside the floor and beside peers: exact receipts of a local node."""
