# SPDX-License-Identifier: Apache-2.0
"""The compiled contracts by name: the interface of each, its code, and the code that makes its blueprint.

An installed package brings them along as data, with the sources that they were compiled from. A checkout compiles
its own sources, each state of them once. To compile needs the extra `compile`, to load needs nothing.
"""

from steelyard.artifacts.compiling import compiled
from steelyard.artifacts.kinds import Abi, Artifact
from steelyard.artifacts.loading import artifact, prepare

__all__ = ["Abi", "Artifact", "artifact", "compiled", "prepare"]
