# SPDX-License-Identifier: Apache-2.0
"""A trader who sees the true price before the feed plays against every paired pool, on the integer model."""
