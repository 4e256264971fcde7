# SPDX-License-Identifier: Apache-2.0
"""Finds the commands and programs that README, docs and help show."""

import re
import shlex
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from steelyard.cli import COMMANDS
from tools.report import ROOT

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_HELP = re.compile(r"(?:For example:|, or:)\s+(steelyard .+?)(?=, or:|\n\n|\s*$)", re.DOTALL)
_COLUMNS = re.compile(r"\s{3,}")  # two commands on one line of a page
_STARTS = ("steelyard ", "make ", "python -m ")


@dataclass(frozen=True)
class Command:
    """One command as a reader would type it, and where they read it."""

    place: str
    words: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.place}: {shlex.join(self.words)}"


@dataclass(frozen=True)
class Program:
    """One block of Python, and where it stands."""

    place: str
    source: str

    def __str__(self) -> str:
        return self.place


def pages() -> list[Path]:
    """Returns README, CONTRIBUTING, SECURITY and every page of docs and vectors."""
    return sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("vectors/**/*.md")])


def commands_in(text: str, place: str) -> list[Command]:
    """Returns the commands in the fenced blocks of a page; comments are left out, and so are folders of programs."""
    found = []
    for _, block in _FENCE.findall(text):
        for line in block.splitlines():
            for part in _COLUMNS.split(line.strip()):
                command = part.split(" #")[0].strip().removeprefix(".venv/bin/")
                if command.startswith(_STARTS):
                    found.append(Command(place, tuple(shlex.split(command))))
    return found


def programs_in(text: str, place: str) -> list[Program]:
    """Returns the blocks of a page that are marked as Python."""
    return [Program(place, block) for language, block in _FENCE.findall(text) if language == "python"]


def commands() -> list[Command]:
    """Returns all commands of all pages, and those that the help of a command gives as examples."""
    found = [one for page in pages() for one in commands_in(page.read_text(), str(page.relative_to(ROOT)))]
    for name, (module, _) in COMMANDS.items():
        text = getattr(import_module(f"steelyard.cli.{module}"), name).__doc__ or ""
        for example in _HELP.findall(text):
            found.append(Command(f"steelyard {name} --help", tuple(shlex.split(" ".join(example.split()).rstrip(".")))))
    return found


def programs() -> list[Program]:
    """Returns all Python of all pages."""
    return [one for page in pages() for one in programs_in(page.read_text(), str(page.relative_to(ROOT)))]
