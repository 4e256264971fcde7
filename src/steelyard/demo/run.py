# SPDX-License-Identifier: Apache-2.0
"""One run from an empty chain to an empty market."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from steelyard.artifacts import prepare
from steelyard.demo.bars import Bar, Tick, end_of, load_bars, ticks
from steelyard.demo.checks import Checks
from steelyard.demo.document import Document, checks_part
from steelyard.demo.environment import ACCOUNTS, DEPLOYED, build_environment
from steelyard.demo.leverage.accounts import build_accounts, close_accounts
from steelyard.demo.leverage.count import Count, Others
from steelyard.demo.leverage.depth import check_depth
from steelyard.demo.leverage.leave import leave
from steelyard.demo.leverage.markets import give_limits
from steelyard.demo.leverage.picture import draw
from steelyard.demo.leverage.report import remains_part, story_part, week_part
from steelyard.demo.leverage.stories import Examples, Story
from steelyard.demo.leverage.week import Sample, build_week
from steelyard.demo.pairing.count import count_pairs
from steelyard.demo.pairing.deployment import DEPLOYED as PAIRS_DEPLOYED
from steelyard.demo.pairing.picture import draw_pairs
from steelyard.demo.pairing.report import pairs_part
from steelyard.demo.pairing.scenario import Scenario, build_scenario
from steelyard.demo.units import DAY
from steelyard.devchain.anvil import Anvil
from steelyard.devchain.factory import BLUEPRINTS, PAIRING_BLUEPRINTS

_SETUP = 4 * DAY  # two timelocks of a first limit, and the rest


class Output(Protocol):
    """Who watches a run."""

    def step(self, text: str) -> None:
        """A part of the run begins."""

    def story(self, story: Story) -> None:
        """A story has been played."""

    def price(self, done: int, total: int, tick: Tick, sample: Sample) -> None:
        """The week has moved on."""

    def close(self) -> None:
        """The run has ended, one way or another."""


def run(hours: int, largest_step: float, out: Path | None, output: Output) -> Document:
    """Runs everything over the first `hours` of the week; writes the picture into `out`, if given."""
    bars = load_bars()[:hours]
    checks = Checks()
    output.step("compiling the contracts (a minute, and only the first time)")
    prepare((*DEPLOYED, *BLUEPRINTS, *PAIRS_DEPLOYED, *PAIRING_BLUEPRINTS))
    output.step("starting the chain, deploying assets, Uniswap, feeds, factory and markets")
    with Anvil(start_time=bars[0].time - _SETUP, accounts=ACCOUNTS) as anvil:
        environment = build_environment(anvil, bars[0].open)
        week = build_week(environment, len(bars))
        accounts = build_accounts(environment)
        scenario = build_scenario(environment, bars)
        give_limits(environment, [*week.limits(), *accounts.limits()])
        check_depth(environment, week.limits(), bars[0].open, checks)
        output.step("playing the worked examples")
        stories = []
        for story in Examples(accounts, checks).play():
            stories.append(story)
            output.story(story)
        close_accounts(accounts)
        output.step("replaying the week, with lending markets and paired pools side by side")
        scenario.prepare()
        week.replay(bars, largest_step, _progress(bars, largest_step, scenario, output))
        output.step("letting everybody leave, and counting")
        scenario.leave(end_of(bars), bars[-1].close, checks)
        leave(week, checks, max(end_of(bars), anvil.now() + 1), bars[-1].close)
        others = Others(scenario.places(), scenario.names(), scenario.swaps())
        count = Count(week, list(accounts.markets()), checks, others)
        count.assets()
        count.fills()
        markets = [count.market_remains(market) for market in week.markets]
        pools = [count.pool_remains(market) for market in week.markets]
        pair_remains = count_pairs(scenario, checks)
        pairs = pairs_part(scenario, bars, pair_remains)
        if out:
            output.step("drawing the pictures")
            draw(week, out / "demo.png")
            draw_pairs(scenario, out / "demo_pairs.png")
    return {
        "stories": story_part(stories),
        "week": week_part(week),
        "remains": remains_part(markets, pools),
        "pairs": pairs,
        **checks_part(checks),
    }


def _progress(
    bars: list[Bar], largest_step: float, scenario: Scenario, output: Output
) -> Callable[[Tick, Sample], None]:
    """What happens after each tick of the lending markets: the paired pools live up to the next one."""
    times = [tick.time for tick in ticks(bars, largest_step)] + [end_of(bars)]
    done = 0

    def go_on(tick: Tick, sample: Sample) -> None:
        nonlocal done
        done += 1
        scenario.live(tick.time, tick.price, until=times[done])
        output.price(done, len(times) - 1, tick, sample)

    return go_on
