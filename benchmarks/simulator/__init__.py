# SPDX-License-Identifier: Apache-2.0
"""How fast the simulator's engine is, beside what the field does."""
