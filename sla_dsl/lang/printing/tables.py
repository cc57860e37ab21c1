"""Rows of cells as lines of text with their columns aligned."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """`| a | bc |` for every row, each column as wide as its widest cell."""
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    return ["| " + " | ".join(_padded(cell, w) for cell, w in zip(row, widths, strict=True)) + " |" for row in rows]


def width(text: str) -> int:
    """How many columns of a terminal a text takes: wide characters two, combining ones none."""
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text
    )


def _padded(cell: str, to: int) -> str:
    return cell + " " * (to - width(cell))
