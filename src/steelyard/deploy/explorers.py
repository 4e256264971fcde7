# SPDX-License-Identifier: Apache-2.0
"""What an explorer is given to show our sources: the compiler's standard JSON of each contract."""

from typing import Any

from steelyard.artifacts import artifact
from steelyard.artifacts.sources import source_path
from steelyard.deploy.errors import DeployError
from steelyard.extras import require

EVM_VERSION = "cancun"
"""What the contracts run on everywhere; a later default of the compiler would give other code."""


def standard_json(name: str) -> dict[str, Any]:
    """Returns the standard JSON input of the contract `name`: every source it consists of, and the settings."""
    require("compile", f"the standard JSON of {name}")
    from vyper.cli.vyper_compile import get_search_paths
    from vyper.compiler import compile_from_file_input
    from vyper.compiler.input_bundle import FileInput, FilesystemInputBundle

    path = source_path(name)
    source = FileInput(contents=path.read_text(), source_id=-1, path=path, resolved_path=path.resolve())
    out = compile_from_file_input(source, FilesystemInputBundle(get_search_paths()), output_formats=["solc_json"])
    content: dict[str, Any] = out["solc_json"]
    content["settings"]["evmVersion"] = EVM_VERSION
    return content


def check(name: str, content: dict[str, Any]) -> None:
    """Compiles a standard JSON input; raises `DeployError` unless it gives the bytes that are deployed."""
    require("compile", f"checking the standard JSON of {name}")
    from vyper.cli.vyper_json import compile_json

    compiled = compile_json(content)
    [found] = [one for file in compiled["contracts"].values() for key, one in file.items() if key == name]
    code = bytes.fromhex(found["evm"]["bytecode"]["object"].removeprefix("0x"))
    if code != artifact(name).bytecode:
        raise DeployError(
            f"{name}: its standard JSON compiles to {len(code)} bytes that are not the {len(artifact(name).bytecode)} "
            "deployed ones; use the version and the compiler that deployed"
        )
