# SPDX-License-Identifier: Apache-2.0
"""The first act: tokens that borrow from lending pools, in eight stories and through a real week."""
