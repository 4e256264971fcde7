# SPDX-License-Identifier: Apache-2.0
"""`python -m steelyard.cli` is `steelyard`."""

from steelyard.cli import app

if __name__ == "__main__":
    app(prog_name="steelyard")
