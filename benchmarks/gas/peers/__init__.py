# SPDX-License-Identifier: Apache-2.0
"""Lending markets of others, deployed and measured beside ours with the same two assets."""
