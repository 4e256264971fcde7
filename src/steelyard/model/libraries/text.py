# SPDX-License-Identifier: Apache-2.0
"""Names that every wallet and indexer can show."""

from steelyard.model.libraries.errors import require

FIRST, LAST = " ", "~"


def require_printable(text: str) -> None:
    """Refuses anything but printable ASCII (0x20 to 0x7e), and a space at either end, which nobody sees."""
    shown = all(FIRST <= letter <= LAST for letter in text)
    require(shown and text == text.strip(FIRST), "text: not printable ASCII", given=text)
