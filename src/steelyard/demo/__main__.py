# SPDX-License-Identifier: Apache-2.0
"""`python -m steelyard.demo`, with a sentence instead of a trace where an extra is missing."""

import sys

import typer

from steelyard.extras import ExtraMissing, require

try:
    for extra in ("chain", "simulator"):
        require(extra, "the demo")
except ExtraMissing as missing:
    sys.exit(f"demo: {missing}")

if __name__ == "__main__":
    from steelyard.demo.command import main

    typer.run(main)
