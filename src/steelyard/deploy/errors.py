# SPDX-License-Identifier: Apache-2.0
"""What keeps the deployer from going on."""

from collections.abc import Sequence


class DeployError(Exception):
    """Something that the deployer will not do; the text says what, the bound, and what to do."""


class BadFile(DeployError):
    """A network or market file with faults; `faults` lists each in one sentence."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


class Refused(DeployError):
    """The chain is not what the files say, or lacks what a deployment needs; nothing was sent."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


class StepFailed(DeployError):
    """A transaction was mined and its step is not done."""
