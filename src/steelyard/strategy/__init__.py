# SPDX-License-Identifier: Apache-2.0
"""What keepers do: pure decisions, from what a market looks like to an action, for any keeper."""
