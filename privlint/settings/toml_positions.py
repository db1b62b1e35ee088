"""TOML with lines: a parsed document that can say on which line each of its keys stands.

tomli gives lines for syntax errors only, and msgspec for nothing, so that a message such as ``rules.toml:12: unknown
key "kinds"`` needs a scanner of its own. It runs only once something is wrong: the document is known to parse by then.
"""

from __future__ import annotations

import bisect
import functools
import re
from typing import TypeAlias

import tomli

from privlint.errors import UserError

#: Names of keys and numbers of array items from the top: ``("sink", 3, "args", "properties")``.
KeyPath: TypeAlias = tuple[str | int, ...]

_GAP = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}' r"|'''.*?'{3,5}" r'|"(?:\\.|[^"\\\n])*"' r"|'[^'\n]*'",
    re.DOTALL,
)
_SCALAR = re.compile(r"[^,\]}#\n]*")


class TomlDocument:
    """A parsed TOML file: ``data`` as tomli gives it, ``file`` as the user named it, and lines on demand."""

    def __init__(self, text: str, file: str, data: dict[str, object]) -> None:
        self.file = file
        self.data = data
        self._text = text

    def line(self, path: KeyPath) -> int:
        """The line, from 1, of the key or item at ``path``; of the nearest one around it if it has none of its own."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    @functools.cached_property
    def lines(self) -> dict[KeyPath, int]:
        """Every key path of the document with the line of its first mention."""
        return _Scanner(self._text).scan()


def read_toml(text: str, file: str) -> TomlDocument:
    """Parse ``text``; raise a UserError with file and line if it is no TOML."""
    try:
        return TomlDocument(text, file, tomli.loads(text))
    except tomli.TOMLDecodeError as error:
        reason, line = _reason_and_line(str(error))
        raise UserError(f"not valid TOML: {reason}", file=file, line=line or text.count("\n") + 1) from None


def _reason_and_line(message: str) -> tuple[str, int]:
    """Split tomli's ``Invalid value (at line 3, column 8)``; the line is 0 where the text ended too early."""
    match = re.fullmatch(r"(.*?) \(at (?:line (\d+), column \d+|end of document)\)", message, re.DOTALL)
    if match is None:
        return message, 0
    return match[1][:1].lower() + match[1][1:], int(match[2] or 0)


class _Scanner:
    """One pass over a text that tomli has accepted; ``_position`` only ever grows."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._position = 0
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self._lines: dict[KeyPath, int] = {}
        self._last_items: dict[KeyPath, int] = {}

    def scan(self) -> dict[KeyPath, int]:
        table: KeyPath = ()
        while self._next_character():
            if self._take("[["):
                table = self._array_of_tables()
                self._take("]]")
            elif self._take("["):
                table = self._resolve(self._key(), ())
                self._take("]")
            else:
                self._pair(table)
        return self._lines

    def _array_of_tables(self) -> KeyPath:
        *outer, name = self._key()
        array = (*self._resolve(tuple(outer), ()), name)
        item = self._last_items.get(array, -1) + 1
        self._last_items[array] = item
        self._note(array)
        return self._note((*array, item))

    def _pair(self, table: KeyPath) -> None:
        path = self._resolve(self._key(), table)
        self._take("=")
        self._value(path)

    def _key(self) -> tuple[str, ...]:
        parts = [self._simple_key()]
        while self._next_character() == ".":
            self._position += 1
            parts.append(self._simple_key())
        return tuple(parts)

    def _simple_key(self) -> str:
        self._next_character()
        quoted = _STRING.match(self._text, self._position)
        match = quoted or _BARE_KEY.match(self._text, self._position)
        if match is None:
            raise AssertionError(f"no key at offset {self._position} of a document that parses")
        self._position = match.end()
        return str(tomli.loads(f"key = {match[0]}")["key"]) if quoted else match[0]

    def _value(self, path: KeyPath) -> None:
        first = self._next_character()
        if first == "[":
            self._array(path)
        elif first == "{":
            self._inline_table(path)
        else:
            match = _STRING.match(self._text, self._position) or _SCALAR.match(self._text, self._position)
            self._position = match.end() if match else self._position

    def _array(self, path: KeyPath) -> None:
        self._position += 1
        item = 0
        while not self._take("]"):
            self._note((*path, item))
            self._value((*path, item))
            self._take(",")
            item += 1

    def _inline_table(self, path: KeyPath) -> None:
        self._position += 1
        while not self._take("}"):
            self._pair(path)
            self._take(",")

    def _resolve(self, names: tuple[str, ...], path: KeyPath) -> KeyPath:
        """Append ``names`` to ``path``, entering the last item of every array of tables on the way."""
        for name in names:
            path = self._note((*path, name))
            if path in self._last_items:
                path = (*path, self._last_items[path])
        return path

    def _note(self, path: KeyPath) -> KeyPath:
        self._lines.setdefault(path, bisect.bisect_right(self._starts, self._position))
        return path

    def _take(self, token: str) -> bool:
        self._next_character()
        if not self._text.startswith(token, self._position):
            return False
        self._position += len(token)
        return True

    def _next_character(self) -> str:
        """Step over white space and comments; the character there, empty at the end."""
        gap = _GAP.match(self._text, self._position)
        if gap is not None:
            self._position = gap.end()
        return self._text[self._position : self._position + 1]
