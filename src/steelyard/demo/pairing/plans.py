# SPDX-License-Identifier: Apache-2.0
"""The agents of the paired pools. ETH falls from hour 58 on; MEME has a wick in hour 15 and rallies from 96 to 120."""

from steelyard.demo.pairing.agents import Plan
from steelyard.model.pairing.valuation import Side

LT, FT, LP = Side

PLANS = [
    Plan("ETH provider", "ETH3X", LP, 500_000, 0),
    Plan("shy provider", "ETH3X", LP, 200_000, 2, 40),
    Plan("ETH saver", "ETH3X", FT, 240_000, 1, by_router=True),
    Plan("early 3x", "ETH3X", LT, 110_000, 3, by_router=True),
    Plan("ETH day trader", "ETH3X", LT, 40_000, 6, 20, by_router=True),
    Plan("queueing saver", "ETH3X", FT, 80_000, 8, 58, by_queue=True),
    Plan("dip buyer 3x", "ETH3X", LT, 60_000, 63, 92, by_router=True),
    Plan("late saver", "ETH3X", FT, 40_000, 90, by_router=True),
    Plan("weekend 3x", "ETH3X", LT, 30_000, 125),
    Plan("MEME provider", "MEME2X", LP, 200_000, 0),
    Plan("MEME saver", "MEME2X", FT, 60_000, 1, 121),
    Plan("early degen", "MEME2X", LT, 60_000, 2),
    Plan("queueing degen", "MEME2X", LT, 20_000, 5, 70, by_queue=True),
    Plan("wick buyer", "MEME2X", LT, 3_000, 16, 120),
    Plan("late MEME saver", "MEME2X", FT, 25_000, 40),
    Plan("rally degen", "MEME2X", LT, 60_000, 98, 122),
    Plan("10x saver", "ETH10X", FT, 100_000, 1),
    Plan("10x trader", "ETH10X", LT, 8_000, 2, 15, by_router=True),
]
