# SPDX-License-Identifier: Apache-2.0
"""Real crashes and rallies replayed on every market, with keepers that are late."""
