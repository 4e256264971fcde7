# SPDX-License-Identifier: Apache-2.0
"""A build hook of hatchling: puts compiled contracts and their sources into the wheel, not into editable installs.

`hatchling build` and pip call it. It needs what the extra `compile` installs.
"""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ArtifactsHook(BuildHookInterface[BuilderConfig]):
    """Compiles every product and the mocks that the configuration names."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Adds to the files of the wheel."""
        if version == "editable":
            return
        sys.path.insert(0, str(Path(self.root) / "src"))
        from steelyard.artifacts import artifact, layouts, prepare, sources

        mocks = {name: sources.source_path(name) for name in self.config["mocks"]}
        shipped = sources.products() | mocks
        prepare(shipped)
        data = Path(self.root) / "build" / "artifacts"
        data.mkdir(parents=True, exist_ok=True)
        included = build_data["force_include"]
        for name in shipped:
            compiled = data / f"{name}.json"
            compiled.write_bytes(artifact(name).to_json())
            included[str(compiled)] = f"steelyard/artifacts/data/{name}.json"
            layout = data / "immutables" / f"{name}.json"
            layout.parent.mkdir(exist_ok=True)
            layout.write_bytes(layouts.layout(sources.source_path(name)))
            included[str(layout)] = f"steelyard/artifacts/immutables/{name}.json"
        contracts = sources.contracts_dir()
        needed = {path for mock in mocks.values() for path in sources.import_closure(mock)}
        for path in sorted(contracts.rglob("*.vy*")):
            if path in needed or not sources.is_mock(path):
                included[str(path)] = f"steelyard/contracts/{path.relative_to(contracts).as_posix()}"
