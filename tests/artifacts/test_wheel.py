# SPDX-License-Identifier: Apache-2.0
"""The wheel brings the compiled contracts along, the same in every build, and works with little beside it."""

import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from steelyard.demo.environment import DEPLOYED
from steelyard.demo.pairing.deployment import DEPLOYED as PAIRS_DEPLOYED
from steelyard.devchain.local import DEPLOYED as LOCAL_DEPLOYED
from tests.artifacts.wheel import DATA, SOURCES, build, copy_checkout, faults, install, run
from tools.report import ROOT

Installed = Callable[..., Path]

MOCKS = {name for name in (*DEPLOYED, *PAIRS_DEPLOYED, *LOCAL_DEPLOYED) if name.startswith("Mock")}  # demo and `up`

LOAD = """
from importlib.util import find_spec
from steelyard.artifacts import artifact, compiled
from steelyard.artifacts.sources import deployables, in_checkout
import steelyard.model.pairing.pairing_pool, steelyard.model.lending
assert not in_checkout() and not find_spec("vyper") and not find_spec("snekmate")
print(len([artifact(name).bytecode for name in deployables()]))
try:
    compiled("KinkedRateModel")
except ImportError as missing:
    print(missing)
try:
    artifact("BlocklistAsset")
except KeyError as unknown:
    print(unknown)
"""

DEPLOY = """
from importlib.util import find_spec
from steelyard.devchain.factory import deploy_factory, deploy_pairing_factory
from steelyard.devchain.anvil import Anvil
from steelyard.devchain.environment import NodeEnvironment
from steelyard.devchain.uniswap import Uniswap
assert not find_spec("vyper")
with Anvil() as node:
    client = node.client()
    owner = client.accounts()[0]
    environment = NodeEnvironment(node, client, owner)
    deploy_factory(environment), deploy_pairing_factory(environment), Uniswap.deploy(client, owner)
    print(client.deploy("MockAsset", 6, sender=owner).call("decimals"))
"""

COMPILE = """
from steelyard.artifacts import artifact, compiled
for name in ("KinkedRateModel", "MockFeed"):
    assert compiled(name) == artifact(name), name
print("equal")
"""

HELP = "from steelyard.cli import app; app(['--help'])"
BACKTEST = "from steelyard.cli import app; app(['backtest', 'borrowed:3'])"
DEMO = "import runpy; runpy.run_module('steelyard.demo', run_name='__main__')"

IMPORT_ALL = """
import pkgutil, sys
from importlib import import_module
for package in {packages!r}:
    for module in pkgutil.walk_packages(import_module(package).__path__, package + "."):
        if not module.name.endswith("__main__") and module.name != "steelyard.devchain.guard":
            import_module(module.name)
print("imported")
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("wheel")


@pytest.fixture(scope="module")
def wheel(folder: Path) -> Path:
    return build(ROOT, folder / "built")


@pytest.fixture(scope="module")
def python(wheel: Path, folder: Path) -> Installed:
    """Gives the Python of an environment with some extras, each made once."""
    return cache(lambda *extras: install(wheel, folder / "-".join(("env", *extras)), *extras))


def test_the_wheel_is_the_products_compiled_from_the_sources_inside(wheel: Path) -> None:
    assert faults(wheel, MOCKS) == []


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({DATA + "Lens.json": None}, "Lens: not in the wheel"),
        ({DATA + "Lens.json": b"{}"}, "Lens: not what its source compiles to"),
        ({DATA + "HostileToken.json": b"{}"}, "HostileToken: not for users"),
        ({SOURCES + "libraries/probe.vy": b"#"}, f"{SOURCES}libraries/probe.vy: not the source that was compiled"),
        ({SOURCES + "libraries/probe.vy": None}, f"{SOURCES}libraries/probe.vy: not in the wheel"),
    ],
)
def test_another_wheel_is_told_apart(wheel: Path, tmp_path: Path, changed: dict[str, bytes | None], fault: str) -> None:
    other = tmp_path / wheel.name
    with zipfile.ZipFile(wheel) as right, zipfile.ZipFile(other, "w") as wrong:
        content = {name: right.read(name) for name in right.namelist()} | changed
        for name, data in content.items():
            if data is not None:
                wrong.writestr(name, data)
    assert faults(other, MOCKS) == [fault]


def test_two_builds_are_the_same_to_the_byte(wheel: Path, tmp_path: Path) -> None:
    """One from the checkout, one elsewhere from the source distribution."""
    again = build(copy_checkout(tmp_path), tmp_path / "built")
    assert again.name == wheel.name and again.read_bytes() == wheel.read_bytes()


def test_a_changed_contract_is_another_wheel(wheel: Path, tmp_path: Path) -> None:
    copy = copy_checkout(tmp_path)
    source = copy / "contracts" / "lending" / "KinkedRateModel.vy"
    source.write_text(source.read_text() + "\n")
    assert build(copy, tmp_path / "built").read_bytes() != wheel.read_bytes()


def test_an_editable_install_has_nothing_compiled_and_no_copies(tmp_path: Path) -> None:
    with zipfile.ZipFile(build(ROOT, tmp_path, "wheel:editable")) as archive:
        assert not [name for name in archive.namelist() if name.startswith((DATA, SOURCES))]


def test_the_base_loads_every_contract_without_a_compiler(python: Installed, wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        brought = sum(name.startswith(DATA) for name in archive.namelist())
    done = run(python(), LOAD, tmp_path)
    assert done.returncode == 0, done.stderr
    number, compiler, unknown = done.stdout.splitlines()
    assert int(number) == brought
    assert compiler == "compiling KinkedRateModel needs snekmate: pip install 'steelyard[compile]'"
    assert "no contract named BlocklistAsset; there are " in unknown and "LendingPool" in unknown


def test_the_base_lists_the_commands(python: Installed, tmp_path: Path) -> None:
    done = run(python(), HELP, tmp_path)
    assert done.returncode == 0, done.stderr
    assert all(command in done.stdout for command in ("backtest", "montecarlo", "decay", "histories"))


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (BACKTEST, "steelyard backtest: steelyard.simulator needs jinja2: pip install 'steelyard[simulator]'\n"),
        (DEMO, "demo: the demo needs aiohttp: pip install 'steelyard[chain]'\n"),
    ],
)
def test_what_needs_an_extra_says_so_in_one_sentence(
    python: Installed, tmp_path: Path, code: str, sentence: str
) -> None:
    done = run(python(), code, tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", sentence)


@pytest.mark.parametrize(
    ("extras", "packages"),
    [
        ((), ("steelyard.artifacts", "steelyard.model")),
        (("chain",), ("steelyard.chain", "steelyard.devchain", "steelyard.sdk")),
        (("simulator",), ("steelyard.simulator",)),
        (("chain", "simulator"), ("steelyard.demo", "steelyard.cli")),
    ],
)
def test_an_extra_brings_all_that_its_packages_import(
    python: Installed, tmp_path: Path, extras: tuple[str, ...], packages: tuple[str, ...]
) -> None:
    done = run(python(*extras), IMPORT_ALL.format(packages=packages), tmp_path)
    assert done.stdout == "imported\n", done.stderr


def test_contracts_are_deployed_without_a_compiler(python: Installed, tmp_path: Path) -> None:
    done = run(python("chain"), DEPLOY, tmp_path)
    assert done.stdout == "6\n", done.stderr


def test_who_asks_for_it_compiles_the_sources_inside(python: Installed, tmp_path: Path) -> None:
    """A real compilation, at another place, from the sources in the wheel, equals what the wheel has."""
    done = run(python("compile"), COMPILE, tmp_path)
    assert done.stdout == "equal\n", done.stderr
