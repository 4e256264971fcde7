# SPDX-License-Identifier: Apache-2.0
"""What may be installed beside the base, by the names of the extras in `pyproject.toml`."""

from importlib.util import find_spec

EXTRAS = {
    "chain": ("eth_abi", "eth_account", "eth_utils", "hexbytes", "requests", "web3"),
    "cluster": ("distributed",),
    "compile": ("snekmate", "vyper"),
    "simulator": ("jinja2", "matplotlib", "numba", "numpy", "pyarrow", "requests"),
}
"""The modules that the package imports with each extra."""


class ExtraMissing(ImportError):
    """Something that was asked for needs an extra; the text says which, and how to install it."""


def require(extra: str, purpose: str) -> None:
    """Raises `ExtraMissing`, in one sentence, unless everything of `extra` is installed; `purpose` is what needs it."""
    for module in EXTRAS[extra]:
        if find_spec(module) is None:
            raise ExtraMissing(f"{purpose} needs {module}: pip install 'steelyard[{extra}]'")
