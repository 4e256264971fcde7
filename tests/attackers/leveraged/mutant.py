# SPDX-License-Identifier: Apache-2.0
"""The leveraged token with one thing wrong: what has to be rounded up is rounded down."""

from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory

import boa
from boa.contracts.vyper.vyper_contract import VyperDeployer

from steelyard.chain.compile import contracts_dir

_RIGHT = "    return unsafe_add(unsafe_sub(product, 1) // divisor, 1)\n"
_WRONG = "    return product // divisor\n"


def generous_token() -> VyperDeployer:
    """Compiles it from a copy of the sources."""
    with TemporaryDirectory() as folder:
        copy = copytree(contracts_dir(), Path(folder) / "contracts")
        library = copy / "libraries" / "rounding.vy"
        source = library.read_text()
        assert source.count(_RIGHT) == 1
        library.write_text(source.replace(_RIGHT, _WRONG))
        return boa.load_partial(str(copy / "leverage" / "LeveragedToken.vy"))
