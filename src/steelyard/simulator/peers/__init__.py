# SPDX-License-Identifier: Apache-2.0
"""The rules of others, as far as they are public, and the two ideals."""

from steelyard.simulator.peers.known import PEERS as PEERS
from steelyard.simulator.peers.peer import Financing as Financing
from steelyard.simulator.peers.peer import Peer as Peer
