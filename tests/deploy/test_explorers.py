# SPDX-License-Identifier: Apache-2.0
"""The standard JSON of a contract compiles to what is deployed, and one that does not is found.

Of a small contract; `steelyard deploy explorer` compiles each one that it writes.
"""

import json

import pytest

from steelyard.deploy.errors import DeployError
from steelyard.deploy.explorers import check, standard_json


def test_it_compiles_to_the_same_bytes() -> None:
    check("KinkedRateModel", json.loads(json.dumps(standard_json("KinkedRateModel"))))


def test_another_source_is_found() -> None:
    content = standard_json("KinkedRateModel")
    [path] = [one for one in content["sources"] if one.endswith("KinkedRateModel.vy")]
    source = content["sources"][path]
    source["content"] = source["content"].replace(
        "public(immutable(uint256))  # per year, at utilization 0", "immutable(uint256)"
    )
    content.pop("integrity", None)
    with pytest.raises(DeployError, match="that are not the"):
        check("KinkedRateModel", content)
