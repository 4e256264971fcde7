# SPDX-License-Identifier: Apache-2.0
"""Our contracts under titanoboa, by name, each compiled once for all test processes."""

import pickle
from functools import cache
from pathlib import Path
from typing import Any

from boa.contracts.vyper.vyper_contract import VyperBlueprint, VyperContract, VyperDeployer
from boa.interpret import _compute_source_map
from vyper.cli.vyper_compile import get_search_paths
from vyper.compiler.input_bundle import FileInput, FilesystemInputBundle
from vyper.compiler.phases import CompilerData
from vyper.compiler.settings import anchor_settings

from steelyard.chain.compile import cache_dir, only_one, source_hash, source_path, write_whole


def deploy(name: str, *args: Any, **options: Any) -> VyperContract:
    """Deploys the contract `name`; options are titanoboa's, such as `sender=` and `value=`."""
    return deployer(name).deploy(*args, **options)


def blueprint(name: str) -> VyperBlueprint:
    """Deploys `name` as an ERC-5202 blueprint."""
    return deployer(name).deploy_as_blueprint()


def at(name: str, address: Any) -> VyperContract:
    """Returns the contract `name` that already lives at `address`, for example because a factory made it."""
    return deployer(name).at(address)


def deploy_token(parameters: tuple[Any, ...], **options: Any) -> VyperContract:
    """Deploys a leveraged token with an engine of its own; options as in `deploy`."""
    return deploy("LeveragedToken", parameters, deploy("LeverageEngine").address, **options)


def governance_of(pool: Any) -> VyperContract:
    """Returns the contract that the curator and the guardian of `pool` act through."""
    return at("PoolGovernance", pool.GOVERNANCE())


@cache
def deployer(name: str) -> VyperDeployer:
    """Returns titanoboa's deployer of `name`.

    titanoboa's own cache still analyses every import on each start, and its key misses what interfaces import.
    """
    path = source_path(name)
    kept = cache_dir() / "titanoboa" / f"{name}-{source_hash(path)}.pickle"
    with only_one(kept):
        if not kept.exists():
            write_whole(kept, pickle.dumps(_compile(path)))
    return VyperDeployer(pickle.loads(kept.read_bytes()), filename=str(path))


def _compile(path: Path) -> CompilerData:
    source = FileInput(contents=path.read_text(), source_id=-1, path=path, resolved_path=path.resolve())
    data = CompilerData(source, FilesystemInputBundle(get_search_paths()))
    with anchor_settings(data.settings):
        _ = data.bytecode, data.bytecode_runtime
        data.source_map = _compute_source_map(data)
    return data
