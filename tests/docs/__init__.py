# SPDX-License-Identifier: Apache-2.0
"""What README, docs and help say can be typed is typed."""
