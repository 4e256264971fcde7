# SPDX-License-Identifier: Apache-2.0
"""Whole markets on the model, put together from plain parameters: what simulations, studies and tests start from."""
