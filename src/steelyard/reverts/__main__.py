# SPDX-License-Identifier: Apache-2.0
"""`python -m steelyard.reverts "borrow: limit"` explains a reason; `--json` prints the whole catalogue for programs."""

import argparse
import json
from typing import Any

from steelyard.reverts.catalogue import catalogue
from steelyard.reverts.errors import Reverted, kinds


def as_json() -> str:
    """Returns classes and reasons: `{"errors": {name: {is_a, stands_for}}, "reasons": {reason: {error, ...}}}`.

    A reason's `contracts` replace its fields where the contract named means something else.
    """
    errors = {name: {"is_a": kind.is_a(), "stands_for": kind.stands_for()} for name, kind in kinds().items()}
    reasons: dict[str, Any] = {}
    for reason, entry in catalogue().items():
        reasons[reason] = {"error": entry.error, "meaning": entry.meaning, "remedy": entry.remedy, "by": entry.by}
        reasons[reason]["contracts"] = {
            contract: {"error": other.error, "meaning": other.meaning, "remedy": other.remedy}
            for contract, other in entry.contracts.items()
        }
    return json.dumps({"errors": errors, "reasons": reasons}, indent=1, ensure_ascii=False)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m steelyard.reverts", description=__doc__)
    parser.add_argument(
        "reason", nargs="?", default="", help='text, "Panic(code)" or hex data of the revert; "" for none'
    )
    parser.add_argument("--contract", help="name of the contract that reverted, such as LendingPool")
    parser.add_argument("--json", action="store_true", help="print the whole catalogue")
    arguments = parser.parse_args()
    if arguments.json:
        print(as_json())
    else:
        reverted = Reverted(arguments.reason, arguments.contract)
        print(f"{type(reverted).__name__}\n{reverted.meaning}\n{reverted.remedy}")


if __name__ == "__main__":
    main()
