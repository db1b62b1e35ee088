"""One trie over API paths: from ``openai.OpenAI().chat.completions.create`` to the entries about it.

A path is a list of segments: names, ``()`` for a call and ``[]`` for a subscript. A pattern may hold alternatives in
braces (``posthog.{capture,set}``), which stand for several paths, and ``*`` for any one name.
"""

from __future__ import annotations

import itertools
import re

import msgspec

_SEGMENT = re.compile(r"[^.()\[\]]+|\(\)|\[\]")
_BRACES = re.compile(r"\{([^{}]*)\}")
_PATH = re.compile(r"[^\W\d]\w*(?:\(\)|\[\])*(?:\.(?:[^\W\d]\w*|\*)(?:\(\)|\[\])*)*")
_ANY_NAME = "*"


class Node(msgspec.Struct, array_like=True, gc=False):
    """A point of the trie: what may follow, and the numbers of the entries whose path ends here."""

    children: dict[str, Node] = {}
    entries: list[int] = []


def segments(path: str) -> list[str]:
    """Split a path: ``a.B().c[]`` into ``a``, ``B``, ``()``, ``c``, ``[]``."""
    return _SEGMENT.findall(path)


def join(parts: list[str]) -> str:
    """Write segments as a path again."""
    return "".join(part if part in {"()", "[]"} else "." + part for part in parts).removeprefix(".")


def expand(pattern: str) -> list[str]:
    """The paths a pattern with alternatives stands for, in the order written."""
    literals = _BRACES.split(pattern)
    choices = [part.split(",") if index % 2 else [part] for index, part in enumerate(literals)]
    return ["".join(option).strip() for option in itertools.product(*choices)]


def is_pattern(pattern: str) -> bool:
    """Whether ``pattern`` is well formed."""
    return all(_PATH.fullmatch(path) for path in expand(pattern))


def insert(root: Node, parts: list[str]) -> Node:
    """The node at the end of a path, made where it is missing."""
    node = root
    for part in parts:
        node = node.children.setdefault(part, Node())
    return node


def find(root: Node, parts: list[str]) -> list[Node]:
    """The nodes at the end of a path, the one reached with the fewest ``*`` first; empty when none lies there."""
    nodes = [root]
    for part in parts:
        nodes = _step(nodes, part)
    return nodes


def walk(root: Node, parts: list[str]) -> list[list[Node]]:
    """The nodes after each segment of a path, as far as there are any."""
    nodes, steps = [root], []
    for part in parts:
        nodes = _step(nodes, part)
        if not nodes:
            break
        steps.append(nodes)
    return steps


def _step(nodes: list[Node], part: str) -> list[Node]:
    reached = [node.children[part] for node in nodes if part in node.children]
    if part[0] not in "([":
        reached += [node.children[_ANY_NAME] for node in nodes if _ANY_NAME in node.children]
    return reached
