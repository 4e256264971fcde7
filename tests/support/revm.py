# SPDX-License-Identifier: Apache-2.0
"""titanoboa's environment with revm underneath, some fifty times faster than py-evm.

What it gives up: call traces, source lines in errors, coverage, and everything of a block but its number and time.
Gas is not comparable with a chain's on either engine (all calls share one endless transaction): measure it on anvil.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pyrevm
from boa.util.abi import Address
from boa.vm.gas_meters import GasMeter
from eth.exceptions import Revert, VMError

from tests.support.engine import GENESIS_TIME, ReproducibleEnv

_BLOCK_GAS = 10**9
_CHAIN_ID = 1
_CODE_PADDING = 33  # zero bytes that revm keeps behind analysed code
_NOWHERE = Address("0x" + "00" * 20)


class _Code:
    """An empty trace: revm does not tell which instructions ran."""

    _trace = ()


@dataclass
class _Message:
    to: bytes
    data: bytes
    code_address: bytes
    sender: bytes
    depth: int = 0


class RevmComputation:
    """The result of one call, in the shape in which titanoboa reads py-evm's."""

    _gas_meter_class = GasMeter
    beneficiaries = ()
    children = ()
    code = _Code()
    vyper_source_pos = None
    vyper_error_msg = None
    # Anything but None: titanoboa would otherwise read and print the whole storage of the contract.
    _contract_repr_before_revert = "reverted"

    def __init__(self, message: _Message, output: bytes, error: VMError | None, result: Any) -> None:
        self.msg = message
        self.output = output
        self.error = error
        self._result = result

    @property
    def is_error(self) -> bool:
        return self.error is not None

    @property
    def is_success(self) -> bool:
        return self.error is None

    @property
    def call_trace(self) -> "RevmComputation":
        return self

    @property
    def computation(self) -> "RevmComputation":
        return self

    @property
    def net_gas_used(self) -> int:
        return int(self._result.gas_used) if self._result else 0

    def get_gas_used(self) -> int:
        return self.net_gas_used

    def get_raw_log_entries(self) -> list[Any]:
        return self._log_entries

    @cached_property
    def _log_entries(self) -> list[Any]:
        """Of few calls anybody asks for them."""
        logs = self._result.logs if self._result and self.error is None else []
        return [_log_entry(index, log) for index, log in enumerate(logs)]

    def __str__(self) -> str:
        return "revm keeps no call trace: set STEELYARD_ENGINE=pyevm to see it"


class _Block:
    """Number and time of the block, writable the way titanoboa writes py-evm's."""

    def __init__(self, vm: pyrevm.EVM, number: int, timestamp: int) -> None:
        self._vm = vm
        self._number = number
        self._timestamp = timestamp
        self.chain_id = _CHAIN_ID
        self._apply()

    @property
    def block_number(self) -> int:
        return self._number

    @block_number.setter
    def block_number(self, number: int) -> None:
        self._number = number
        self._apply()

    @property
    def timestamp(self) -> int:
        return self._timestamp

    @timestamp.setter
    def timestamp(self, seconds: int) -> None:
        self._timestamp = seconds
        self._apply()

    @contextmanager
    def anchor(self) -> Iterator[None]:
        before = self._number, self._timestamp
        try:
            yield
        finally:
            self._number, self._timestamp = before
            self._apply()

    def _apply(self) -> None:
        self._vm.set_block_env(pyrevm.BlockEnv(number=self._number, timestamp=self._timestamp, gas_limit=_BLOCK_GAS))


class RevmVM:
    """What titanoboa asks of an engine, answered by revm."""

    is_forked = False
    _fast_mode_enabled = False

    def __init__(self, number: int, timestamp: int, code_limit: int) -> None:
        config = pyrevm.Env(cfg=pyrevm.CfgEnv(chain_id=_CHAIN_ID, limit_contract_code_size=code_limit))
        self._vm = pyrevm.EVM(env=config, spec_id="CANCUN", gas_limit=_BLOCK_GAS)
        self.patch = _Block(self._vm, number, timestamp)

    def snapshot(self) -> Any:
        return self._vm.snapshot()

    def revert(self, checkpoint: Any) -> None:
        self._vm.revert(checkpoint)

    def get_balance(self, address: Address) -> int:
        return self._vm.get_balance(address)

    def set_balance(self, address: Address, amount: int) -> None:
        self._vm.set_balance(address, amount)

    def get_code(self, address: Address) -> bytes:
        return bytes(self._vm.get_code(address) or b"")[:-_CODE_PADDING]

    def get_storage(self, address: Address, slot: int) -> int:
        return self._vm.storage(address, slot)

    def get_storage_slot(self, address: Address, slot: int) -> bytes:
        return self.get_storage(address, slot).to_bytes(32, "big")

    def set_storage(self, address: Address, slot: int, word: int) -> None:
        self._vm.insert_account_storage(address, slot, word)

    def get_gas_limit(self) -> int:
        return _BLOCK_GAS

    def get_gas_meter_class(self) -> type:
        return GasMeter

    def reset_access_counters(self) -> None:
        """revm has nothing to reset: each call starts cold."""

    def deploy_code(self, sender: Address, gas: int | None, value: int, bytecode: bytes) -> tuple[Address, Any]:
        created = _NOWHERE

        def create() -> bytes:
            nonlocal created
            created = Address(self._vm.deploy(sender, bytecode, value=value, gas=gas or _BLOCK_GAS))
            return self.get_code(created)

        computation = self._run(_Message(b"", b"", b"", sender.canonical_address), create)
        return created, computation

    def execute_code(
        self, sender: Address, to: Address, gas: int, value: int, data: bytes, is_static: bool, **_: Any
    ) -> RevmComputation:
        def call() -> bytes:
            return bytes(self._vm.message_call(sender, to, calldata=data, value=value, gas=gas, is_static=is_static))

        return self._run(_Message(to.canonical_address, data, to.canonical_address, sender.canonical_address), call)

    def _run(self, message: _Message, execute: Callable[[], bytes]) -> RevmComputation:
        try:
            output, error = execute(), None
        except RuntimeError as failure:
            output, error = _failure(str(failure))
        # Calls share one transaction here; on a chain each has its own, with its own transient storage.
        self._vm.reset_transient_storage()
        return RevmComputation(message, output, error, self._vm.result)


class RevmEnv(ReproducibleEnv):
    """`boa.env` on revm. Use it through the fixtures of `tests/conftest.py`."""

    def __init__(self, seed: str, code_limit: int) -> None:
        super().__init__(seed)
        self.nickname = "revm"
        self.evm = RevmVM(number=1, timestamp=GENESIS_TIME, code_limit=code_limit)

    def register_contract(self, address: Any, contract: Any) -> None:
        """What stands at an address is known by it; titanoboa would keep every code, and with it every contract."""
        self._contracts[Address(address).canonical_address] = contract

    def deploy(
        self, sender: Any = None, gas: int | None = None, value: int = 0, bytecode: bytes = b"", **_: Any
    ) -> tuple[Address, Any]:
        return self.evm.deploy_code(self._get_sender(sender), gas, value, bytecode)

    def execute_code(
        self,
        to_address: Any,
        sender: Any = None,
        gas: int | None = None,
        value: int = 0,
        data: bytes = b"",
        is_modifying: bool = True,
        simulate: bool = False,
        **_: Any,
    ) -> RevmComputation:
        """Without what titanoboa fetches at each call for engines that need it: the code, the gas price."""
        to, limit = Address(to_address), _BLOCK_GAS if gas is None else gas
        with self._anchor() if simulate else nullcontext():
            return self.evm.execute_code(self._get_sender(sender), to, limit, value, data, not is_modifying)


def _failure(text: str) -> tuple[bytes, VMError]:
    """Reads revm's description of a failure: the bytes of a revert, or the name of what halted it."""
    if "Revert" in text and "output: 0x" in text:
        output = bytes.fromhex(text.split("output: 0x")[1].split()[0].rstrip(" })"))
        return output, Revert(output)
    return b"", VMError(text)


def _log_entry(index: int, log: Any) -> tuple[int, bytes, list[int], bytes]:
    topics = [int(topic, 16) for topic in log.topics]
    return index, bytes.fromhex(log.address.removeprefix("0x")), topics, bytes(log.data[1])
