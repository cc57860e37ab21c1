"""Texts of policies and data made safe for Markdown: what is written is what is read."""

from __future__ import annotations

from sla_dsl.findings.exact import visible

_SAFE = frozenset(" ,-;%/()'\"=")


def prose(text: str) -> str:
    """A text that reads as it is: nothing in it is markup, a link, a mention, an emoji or a cell's end."""
    shown = visible(text)
    return "".join(_plain(c, after) for c, after in zip(shown, f"{shown[1:]} ", strict=False))


def _plain(character: str, after: str) -> str:
    """One character as it is to be read, by the one `after` it."""
    if character.isalnum() or character in _SAFE or ord(character) > 0x7F:
        return character
    if character in ".:" and not after.isalpha() and after not in "/+-_:":
        return character
    # Mentions and references are looked for in the text as shown, so what begins one is parted from what follows.
    return f"&#{ord(character)};" + ("&#8203;" if character in "@#:" else "")
