"""What is safe and straight on a terminal: escapes for what would not show, widths, colours, plurals."""

import unicodedata

STYLES = {
    "bold": "\x1b[1m",
    "faint": "\x1b[2m",
    "error": "\x1b[1;31m",
    "warning": "\x1b[1;33m",
    "info": "\x1b[1;36m",
    "place": "\x1b[36m",
    "good": "\x1b[32m",
}
_RESET = "\x1b[0m"


def paint(text: str, style: str, colour: bool) -> str:
    """Colour a text where colour is wanted."""
    return f"{STYLES[style]}{text}{_RESET}" if colour and text else text


def visible(text: str) -> str:
    """Return the text with every character that would not show, or would move the cursor, written as an escape."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else _escape(char) for char in text)


def _escape(char: str) -> str:
    if char == "\t":
        return " "
    if unicodedata.category(char) == "Zs":  # spaces other than the plain one count as unprintable
        return " "
    code = ord(char)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def columns(text: str) -> int:
    """Return how many columns of a terminal the text takes."""
    if text.isascii():
        return len(text)
    odd = [char for char in text if char > "\u02ff" and not "\u2013" <= char <= "\u2026"]  # dashes, quotes take one
    return len(text) + sum(
        -1 if unicodedata.combining(char) else unicodedata.east_asian_width(char) in "WF" for char in odd
    )


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: "1 file", "2 files"."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
