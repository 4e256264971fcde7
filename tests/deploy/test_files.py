# SPDX-License-Identifier: Apache-2.0
"""The files that come along have no fault, and every kind of fault is found, in one sentence with a remedy."""

from pathlib import Path

import pytest

from steelyard.deploy.errors import BadFile
from steelyard.deploy.lint import lint
from steelyard.deploy.market import LeverageMarket, PairingMarket, read_market
from steelyard.deploy.network import Network, read_network
from tests.deploy.conftest import FILES, local

CHAINS = {
    "ethereum": 1,
    "arbitrum": 42_161,
    "base": 8_453,
    "optimism": 10,
    "polygon": 137,
    "bnb": 56,
    "avalanche": 43_114,
    "local": 31_337,
}


@pytest.mark.parametrize("name", CHAINS)
def test_shipped_files_have_no_fault(name: str) -> None:
    network = read_network(FILES / "networks" / f"{name}.toml")
    assert network.chain_id == CHAINS[name] and network.not_run
    assert name == "local" or "not run on the real network" in network.not_run
    for path in (FILES / "markets" / name).glob("*.toml"):
        assert lint(read_market(path, network)) == []


def test_both_sides_of_both_mechanisms_and_dollars_of_18_decimals_are_shipped() -> None:
    found = [read_market(path, local()) for path in (FILES / "markets" / "local").glob("*.toml")]
    kinds = {(type(one), one.is_bear) for one in found}
    assert kinds == {(kind, bear) for kind in (LeverageMarket, PairingMarket) for bear in (False, True)}
    assert {one.dollars.decimals for one in found} == {6, 18}
    [wide] = [one for one in found if one.symbol == "ETHBULL2XT"]
    assert isinstance(wide, LeverageMarket)
    assert wide.terms.quote_unit == wide.terms.dollar == 10**18 and wide.limit == 300_000 * 10**18


NETWORK_FAULTS = {
    "a wrong checksum": ("0xe7f1725E77", "0xE7f1725E77", "no address with a right checksum"),
    "no source": ('symbol = "USDT"\ndecimals = 18\naddress', 'symbol = "USDT"\ndecimals = 18\nadress', "is missing"),
    "a source that says nothing": ("src/steelyard/devchain/ground.py: the first", "x", ""),
    "decimals": ("decimals = 18", "decimals = 19", "19 is not within 6 and 18"),
    "no heartbeat": (
        'heartbeat = 86400\ndeviation_percent = "0.5"',
        'deviation_percent = "0.5"',
        "heartbeat: is missing",
    ),
    "no deviation": ('deviation_percent = "0.5"\n', "", "deviation_percent: is missing"),
    "a number as money": ('deviation_percent = "0.5"', "deviation_percent = 0.5", "no decimal number in quotes"),
    "a rollup without its feed": ("rollup = false", "rollup = true", "sequencer: none on a rollup"),
    "a letter of another alphabet": ('symbol = "USDT"', 'symbol = "USDТ"', "not printable ASCII"),
    "an unknown entry": ("block_time = 1", "block_time = 1\nblok = 2", "blok: is not known here"),
    "another name": ('name = "local"', 'name = "base"', "call the file after the network"),
    "one address twice": (
        "0x9fE46736679d2D9a65F0992F2272dE9f3c7fa6e0",
        "0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512",
        "too",
    ),
}


@pytest.mark.parametrize("fault", NETWORK_FAULTS)
def test_fault_of_a_network_is_found(fault: str, tmp_path: Path) -> None:
    before, after, said = NETWORK_FAULTS[fault]
    text = (FILES / "networks" / "local.toml").read_text()
    assert before in text
    path = tmp_path / "local.toml"
    if fault == "a source that says nothing":
        text = text.replace(text.split("[assets.USDT]")[1].split("source = ")[1].split("\n")[0], '"trust me"')
        said = "no public source of the address"
    else:
        text = text.replace(before, after)
    path.write_text(text)
    with pytest.raises(BadFile) as raised:
        read_network(path)
    assert any(said in one for one in raised.value.faults), raised.value.faults
    assert all("\n" not in one and ("; " in one or ": is " in one) for one in raised.value.faults)


MARKET_FAULTS = {
    "no reason": ('why = "exposure times 0.9: symmetric in the logarithm"', 'why = "because"', "give the reason"),
    "a value alone": ('landing = { value = "0.65", why = "', 'landing = "0.65" # "', "no value with its reason"),
    "too many decimals": (
        'deposit_cap = { value = "2000000"',
        'deposit_cap = { value = "0.0000001"',
        "7 decimals where 6",
    ),
    "a symbol of two": ('dollars = "USDC"', 'dollars = "0xUSD"', "no asset 0xUSD"),
    "leverage": ('exposure = { value = "3"', 'exposure = { value = "12"', "bull target: 1.5 to 10"),
    "band": ('upper = { value = "3.333333333333333333"', 'upper = { value = "3.01"', "band: upper within 2% of target"),
    "tolerance": ('emergency = { value = "0.03"', 'emergency = { value = "0.2"', "tolerance: emergency over 10%"),
    "fee": ('mint = { value = "0.001"', 'mint = { value = "0.02"', "mint fee: over 1%"),
    "reserve factor": (
        'reserve_factor = { value = "0.1"',
        'reserve_factor = { value = "0.4"',
        "reserve factor: over 30%",
    ),
    "timelock": ('timelock = { value = "86400"', 'timelock = { value = "60"', "timelock: 1 to 30 days"),
    "kink": ('kink = { value = "0.8"', 'kink = { value = "1"', "kink: 1% to 99%"),
    "floor": ('floor = { value = "10"', 'floor = { value = "60"', "floor: not under anchor / 2"),
    "gap": ('gap = { value = "0.2407"', 'gap = { value = "0.31"', "takes 103.3% of the equity"),
    "depth": ('depth = { value = "50000000"', 'depth = { value = "1000000"', "is $4,000; lower the limit"),
    "exposure that no study offers": (
        'exposure = { value = "3"',
        'exposure = { value = "3.1"',
        "not offered by the parameter",
    ),
    "feed": ('coin_feed = "ETH / USD"', 'coin_feed = "BTC / USD"', "no feed 'BTC / USD' on local"),
    "role": ('curator = "curator"', 'curator = "my friend"', "'my friend' is not offered"),
    "network": ('network = "local"', 'network = "base"', "is not 'local'"),
}


@pytest.mark.parametrize("fault", MARKET_FAULTS)
def test_fault_of_a_market_is_found(fault: str, tmp_path: Path) -> None:
    before, after, said = MARKET_FAULTS[fault]
    text = (FILES / "markets" / "local" / "ETHBULL3X.toml").read_text()
    assert before in text
    path = tmp_path / "ETHBULL3X.toml"
    path.write_text(text.replace(before, after))
    faults = _faults(path, local())
    assert any(said in one for one in faults), faults
    assert all("\n" not in one and "; " in one for one in faults)


def test_two_assets_of_one_symbol_are_told_apart_by_address(tmp_path: Path) -> None:
    text = (FILES / "networks" / "local.toml").read_text().replace("[assets.USDC]", '[assets."USDC.native"]')
    (tmp_path / "local.toml").write_text(text.replace('[assets."USDC.native"]', '[assets."USDC.native"]'))
    network = read_network(tmp_path / "local.toml")
    market = FILES / "markets" / "local" / "ETHBULL3X.toml"
    [fault] = _faults(market, network)
    assert all(one.address in fault for one in network.assets.values() if one.symbol == "USDC")
    copied = tmp_path / "ETHBULL3X.toml"
    bridged = network.assets["USDC.e"].address
    copied.write_text(market.read_text().replace('dollars = "USDC"', f'dollars = "{bridged}"'))
    assert read_market(copied, network).dollars.address == bridged


def test_pairing_faults_are_found(tmp_path: Path) -> None:
    text = (FILES / "markets" / "local" / "PETH3X.toml").read_text()
    for before, after, said in (
        ('margin = { value = "0.005"', 'margin = { value = "0.001"', "margin: below the deviation"),
        ('target = { value = "3"', 'target = { value = "6"', "target: not offered"),
        ('fall = { value = "0.1"', 'fall = { value = "0.2"', "fall: out of range"),
        ('swap = { value = "0.003"', 'swap = { value = "0"', "fees: swap under 0.1%"),
        ('gap = { value = "0.2407"', 'gap = { value = "0.34"', "of the equity"),
    ):
        assert before in text
        path = tmp_path / "PETH3X.toml"
        path.write_text(text.replace(before, after))
        assert any(said in one for one in _faults(path, local()))


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "local.toml").write_text("name = ")
    for path in (tmp_path / "local.toml", tmp_path / "missing.toml"):
        with pytest.raises(BadFile, match="cannot be read"):
            read_network(path)


def _faults(path: Path, network: Network) -> list[str]:
    try:
        return lint(read_market(path, network))
    except BadFile as error:
        return list(error.faults)
