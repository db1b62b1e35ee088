"""Lines of keys: every form TOML has of writing one, against what tomli reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

from privlint.errors import UserError
from privlint.settings.toml_positions import read_toml

if TYPE_CHECKING:
    from privlint.settings.toml_positions import KeyPath

TEXT = '''# comment
title = "x # [not] = a comment"
"quoted \\"key\\"" = 1
a.b."c.d" = 2

[table.sub]   # [[no]]
multi = """
[[sink]]
key = 1
"""
literal = \'\'\'it''s\'\'\'
list = [
  1,  # one
  "two, ]",
  { deep = [3] },
]
when = 1979-05-27 07:32:00
inline = { x = 1, y.z = 2 }

[[sink]]
api = "first"

[[sink]]
api = "second"
[sink.args]
name = "value"
[[sink.note]]
text = "n"
[[sink.note]]
text = "m"
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("title",), 2),
        (('quoted "key"',), 3),
        (("a", "b", "c.d"), 4),
        (("table",), 6),
        (("table", "sub", "multi"), 7),
        (("table", "sub", "literal"), 11),
        (("table", "sub", "list", 1), 14),
        (("table", "sub", "list", 2, "deep", 0), 15),
        (("table", "sub", "when"), 17),
        (("table", "sub", "inline", "y", "z"), 18),
        (("sink",), 20),
        (("sink", 0, "api"), 21),
        (("sink", 1), 23),
        (("sink", 1, "args", "name"), 26),
        (("sink", 1, "note", 1, "text"), 30),
    ],
)
def test_line_of(path: KeyPath, line: int) -> None:
    assert read_toml(TEXT, "t.toml").line(path) == line


def test_unknown_path_gives_the_line_of_what_surrounds_it() -> None:
    assert read_toml(TEXT, "t.toml").line(("sink", 1, "missing", "deeper")) == 23


def test_every_key_that_tomli_reads_has_a_line() -> None:
    document = read_toml(TEXT, "t.toml")
    assert set(_paths(document.data, ())) == set(document.lines)


def test_syntax_errors_name_file_and_line() -> None:
    with pytest.raises(UserError) as caught:
        read_toml("a = 1\nb = = 2\n", "rules.toml")
    assert (caught.value.file, caught.value.line) == ("rules.toml", 2)


def test_a_key_given_twice_is_an_error_with_its_line() -> None:
    with pytest.raises(UserError) as caught:
        read_toml("a = 1\na = 2\n", "rules.toml")
    assert caught.value.line == 2


def test_a_text_that_ends_too_early_is_an_error_with_a_line() -> None:
    with pytest.raises(UserError) as caught:
        read_toml('a = 1\nb = "x', "rules.toml")
    assert caught.value.line == 2


_KEYS = st.sampled_from(["a", "b", '"c d"', "'e.f'", "a.b", 'x."y z"'])
_VALUES = st.sampled_from(["1", '"s"', "'l'", "[]", "[1, [2]]", "{}", "{ k = 1 }", "true", '"""m\nn"""', "[\n1,\n]"])
_STATEMENTS = st.one_of(
    st.tuples(_KEYS, _VALUES).map(lambda pair: f"{pair[0]} = {pair[1]}  # note"),
    _KEYS.map(lambda key: f"[{key}]"),
    _KEYS.map(lambda key: f"[[ {key} ]]"),
)


@given(st.lists(_STATEMENTS, max_size=8).map("\n".join))
def test_scanner_agrees_with_tomli_on_every_text_that_parses(text: str) -> None:
    try:
        data = tomli.loads(text)
    except tomli.TOMLDecodeError:
        return
    document = read_toml(text, "t.toml")
    assert set(_paths(data, ())) == set(document.lines)
    assert all(1 <= line <= text.count("\n") + 1 for line in document.lines.values())


def _paths(value: object, path: KeyPath) -> list[KeyPath]:
    items: list[tuple[str | int, object]] = []
    if isinstance(value, dict):
        items = list(value.items())
    elif isinstance(value, list):
        items = list(enumerate(value))
    found = [path] if path else []
    return found + [deeper for key, item in items for deeper in _paths(item, (*path, key))]
