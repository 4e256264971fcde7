# SPDX-License-Identifier: Apache-2.0
"""Our contracts under titanoboa, by name, each compiled once for all test processes.

On revm a contract is made of its ABI and bytecode alone; py-evm, which shows source lines, has titanoboa's own class.
"""

import pickle
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from boa.contracts.vyper.vyper_contract import VyperContract, VyperDeployer
from boa.interpret import _compute_source_map
from vyper.cli.vyper_compile import get_search_paths
from vyper.compiler.input_bundle import FileInput, FilesystemInputBundle
from vyper.compiler.phases import CompilerData
from vyper.compiler.settings import anchor_settings
from vyper.ir.compile_ir import assembly_to_evm

from steelyard.artifacts import artifact
from steelyard.artifacts.kept import cache_dir, kept
from steelyard.artifacts.sources import source_hash, source_path
from tests.support.engine import engine_name
from tests.support.light import LightDeployer

Contract: TypeAlias = Any  # one of either class: its functions are known by the ABI only


def deploy(name: str, *args: Any, **options: Any) -> Contract:
    """Deploys the contract `name`; options are titanoboa's, such as `sender=` and `value=`."""
    return deployer(name).deploy(*args, **options)


def blueprint(name: str) -> Contract:
    """Deploys `name` as an ERC-5202 blueprint."""
    return deployer(name).deploy_as_blueprint()


def at(name: str, address: Any) -> Contract:
    """Returns the contract `name` that already lives at `address`, for example because a factory made it."""
    return deployer(name).at(address)


def deploy_token(parameters: tuple[Any, ...], **options: Any) -> VyperContract:
    """Deploys a leveraged token with an engine of its own; options as in `deploy`."""
    return deploy("LeveragedToken", parameters, deploy("LeverageEngine").address, **options)


def governance_of(pool: Any) -> VyperContract:
    """Returns the contract that the curator and the guardian of `pool` act through."""
    return at("PoolGovernance", pool.GOVERNANCE())


@cache
def deployer(name: str) -> Any:
    """Returns what deploys `name` on the engine of this run.

    titanoboa's own cache still analyses every import on each start, and its key misses what interfaces import.
    """
    if engine_name() == "revm":
        return LightDeployer(artifact(name))
    return _MappedDeployer(compiler_data(name), filename=str(source_path(name)))


@cache
def compiler_data(name: str) -> CompilerData:
    """Returns what the compiler knows of the contract `name`: its layout, assembly and source lines."""
    path = source_path(name)
    place = cache_dir() / "mapped" / f"{name}-{source_hash(path)}.pickle"
    return pickle.loads(kept(place, lambda: pickle.dumps(_compile(path))))


@cache
def storage_layout(name: str) -> dict[str, Any]:
    """Returns where the variables of the contract `name` lie; for that the compiler need not write any code."""
    data = _analysed(source_path(name))
    with anchor_settings(data.settings):
        layout: dict[str, Any] = data.storage_layout["storage_layout"]
    return layout


class _MappedContract(VyperContract):
    """A contract whose creation is mapped to source lines once for all deployments: it takes as long as a test."""

    @property
    def _deployment_source_map(self) -> Any:
        return self.compiler_data.deployment_source_map


class _MappedDeployer(VyperDeployer):
    def deploy(self, *args: Any, **options: Any) -> VyperContract:
        return _MappedContract(self.compiler_data, *args, filename=self.filename, **options)


def _analysed(path: Path) -> CompilerData:
    source = FileInput(contents=path.read_text(), source_id=-1, path=path, resolved_path=path.resolve())
    return CompilerData(source, FilesystemInputBundle(get_search_paths()))


def _compile(path: Path) -> CompilerData:
    data = _analysed(path)
    with anchor_settings(data.settings):
        _ = data.bytecode, data.bytecode_runtime
        data.source_map = _compute_source_map(data)
        _, data.deployment_source_map = assembly_to_evm(data.assembly)
    return data
