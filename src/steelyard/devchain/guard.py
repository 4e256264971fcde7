# SPDX-License-Identifier: Apache-2.0
"""Stands between a program and a node that it started, so that the node never outlives the program.

Run as a script, apart from the package: `guard.py PARENT COMMAND...`. It starts the command and ends it on any input,
at the end of the input, or when its parent is gone: whatever ended the program, none of its handlers has to run. The
end of the parent is the end of the input, unless a process that it forked holds that open: hence the second watch.
"""

import os
import subprocess
import sys
import time
from threading import Thread

_WATCH = 0.2  # seconds between two looks at the parent
_GRACE = 10.0  # seconds for the command to end by itself


def main(parent: int, command: list[str]) -> int:
    """Runs `command` until it ends or is not wanted any more; returns its exit code."""
    node = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    Thread(target=_on_input, args=(node,), daemon=True).start()
    Thread(target=_on_orphaned, args=(node, parent), daemon=True).start()
    return node.wait()


def _on_input(node: "subprocess.Popen[bytes]") -> None:
    os.read(sys.stdin.fileno(), 1)
    _end(node)


def _on_orphaned(node: "subprocess.Popen[bytes]", parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_WATCH)
    _end(node)


def _end(node: "subprocess.Popen[bytes]") -> None:
    node.terminate()
    time.sleep(_GRACE)
    node.kill()


if __name__ == "__main__":
    os._exit(main(int(sys.argv[1]), sys.argv[2:]) & 0xFF)  # threads that still wait are not waited for
