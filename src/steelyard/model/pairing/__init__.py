# SPDX-License-Identifier: Apache-2.0
"""The paired pool in integers: one underlying split into a funding and a leveraged side, with LPs between them.

Amounts of both kinds are counted in units of the underlying: one unit of U splits into one unit of F and one of L,
so that the totals of F and of L always equal U exactly and their marks always sum to the price exactly.
"""
