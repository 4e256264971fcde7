# SPDX-License-Identifier: Apache-2.0
"""Rules of peers against what their tokens really traded at."""
