# SPDX-License-Identifier: Apache-2.0
"""Default parameters of either mechanism, written once. A market that wants others derives them with `replace`."""
