# SPDX-License-Identifier: Apache-2.0
"""Text on terminals that do not know all of it."""

import codecs
import sys

_POORER = {"×": "x", "–": "-", "−": "-", "—": "-", "…": "...", "≤": "<=", "≥": ">=", "±": "+-", "†": "+", "⚠": "!"}


def survive_any_encoding() -> None:
    """From now on what the terminal cannot show is shown poorer, instead of ending the command."""

    def poorer(error: UnicodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeEncodeError):
            raise error
        text = error.object[error.start : error.end]
        return "".join(_POORER.get(one, "?") for one in text), error.end

    codecs.register_error("steelyard.poorer", poorer)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="steelyard.poorer")
