# SPDX-License-Identifier: Apache-2.0
"""`python -m steelyard.devchain [PORT]`: a local chain to deploy on, until it is interrupted. Port 8545 by default."""

import sys
import time
from contextlib import suppress

from steelyard.devchain.anvil import Anvil
from steelyard.devchain.ground import lay

with Anvil(start_time=int(time.time()), port=int(sys.argv[1]) if sys.argv[1:] else 8545) as node:
    lay(node)
    print(f"{node.url}: chain {node.chain_id}, first account {node.client().accounts()[0]}; Ctrl-C ends it", flush=True)
    with suppress(KeyboardInterrupt):
        while True:
            time.sleep(3_600)
