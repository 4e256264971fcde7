# SPDX-License-Identifier: Apache-2.0
"""The second act: paired pools, which borrow nothing, in the same house through the same week."""
