# SPDX-License-Identifier: Apache-2.0
"""What will be sent: ordered steps with their addresses and gas, and how far the chain is."""

from collections.abc import Sequence
from dataclasses import dataclass

from steelyard.deploy.addresses import DEPLOYER, call_data
from steelyard.deploy.core import OF_THE_CHAIN, core
from steelyard.deploy.made import Made
from steelyard.deploy.market import AnyMarket
from steelyard.deploy.markets import Place, steps_of
from steelyard.deploy.network import Network
from steelyard.deploy.reading import Reading
from steelyard.deploy.steps import State, Step, gas_of


@dataclass(frozen=True)
class Plan:
    """The steps of a network and its markets."""

    network: Network
    markets: tuple[AnyMarket, ...]
    steps: tuple[Step, ...]

    def made(self) -> list[Made]:
        """Returns every contract once, in order."""
        found = {made.address: made for step in self.steps for made in step.makes}
        return list(found.values())

    def states(self, reading: Reading) -> list[State]:
        """Returns how far each step is."""
        return [step.state(reading) for step in self.steps]


def make_plan(network: Network, markets: Sequence[AnyMarket], reading: Reading) -> Plan:
    """Returns the plan; the chain is asked only which numbers of a kind of market are taken."""
    of_chain = core(network.wrapped_native)
    steps = []
    for one in of_chain.created:
        data = call_data(one.initcode)
        steps.append(Step(one.made.name, DEPLOYER, data, gas_of(data, [one.made]), (one.made,)))
    place = Place(network, of_chain, reading)
    for market in markets:
        known = {step.data for step in steps}
        steps += [step for step in steps_of(market, place) if step.data not in known]
    return Plan(network, tuple(markets), tuple(steps))


def differences(one: Plan, other: Plan) -> dict[str, tuple[str, str]]:
    """Returns the contracts of the core that lie elsewhere in another plan: those that name something of the chain."""
    there = {made.name: made.address for made in other.made()}
    return {
        made.name: (made.address, there[made.name])
        for made in one.made()
        if made.name in there and there[made.name] != made.address
    }


def why_different(name: str) -> str:
    """Returns why a contract does not have one address on all chains."""
    if name in OF_THE_CHAIN:
        return f"{name} names the contract that wraps the chain's coin"
    return f"{name} has parameters of the chain"
