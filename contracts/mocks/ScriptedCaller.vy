# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title An account that does anything in its callback and keeps what came of it
@license AGPL-3.0-only
@notice `act` does one call as this account. `script` adds a call to those that the next
        callbacks make; each of them may fail without the callback failing.
"""
from ..interfaces import ILeverageCallback

implements: ILeverageCallback


struct Step:
    target: address
    data: Bytes[1024]


struct Outcome:
    is_done: bool
    answer: Bytes[1024]  # returned, or the revert's data


_steps: DynArray[Step, 24]
_outcomes: DynArray[Outcome, 24]


@external
def act(target: address, data: Bytes[1024]):
    """
    @notice Does one call now; one that fails fails with its reason.
    """
    raw_call(target, data)


@external
def script(target: address, data: Bytes[1024]):
    """
    @notice Adds a call to the next callbacks.
    """
    self._steps.append(Step(target=target, data=data))


@external
@view
def outcomes() -> DynArray[Outcome, 24]:
    """
    @return What came of each call of the last callback, in order.
    """
    return self._outcomes


@external
def on_leverage(sent: uint256, owed: uint256, data: Bytes[1024]):
    """
    @notice Plays the script.
    """
    self._outcomes = []
    for step: Step in self._steps:
        is_done: bool = False
        answer: Bytes[1024] = b""
        is_done, answer = raw_call(step.target, step.data, max_outsize=1024, revert_on_failure=False)
        self._outcomes.append(Outcome(is_done=is_done, answer=answer))
