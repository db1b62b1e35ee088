"""The trie over API paths."""

from __future__ import annotations

import pytest

from privlint.catalogue.match import Node, expand, find, insert, is_pattern, join, segments, walk


def test_segments_keep_calls_and_subscripts_apart() -> None:
    assert segments("a.B().c[].d") == ["a", "B", "()", "c", "[]", "d"]


@pytest.mark.parametrize("path", ["a", "a.B().c[].d", "a.b()()", "a[]()"])
def test_join_undoes_segments(path: str) -> None:
    assert join(segments(path)) == path


def test_expand_keeps_the_order_written() -> None:
    assert expand("a.{b,c}().{d,e.f}") == ["a.b().d", "a.b().e.f", "a.c().d", "a.c().e.f"]


def test_expand_allows_an_empty_alternative() -> None:
    assert expand("langchain{,_community}.x") == ["langchain.x", "langchain_community.x"]


@pytest.mark.parametrize("pattern", ["", "a..b", "a.{b", "a b", ".a", "a.", "()", "a.()", "*.a", "a.{b,}"])
def test_malformed_patterns(pattern: str) -> None:
    assert not is_pattern(pattern)


@pytest.mark.parametrize("pattern", ["a", "a.*.b", "a.{b,c()}.d", "a.b().c[]"])
def test_well_formed_patterns(pattern: str) -> None:
    assert is_pattern(pattern)


def test_find_prefers_names_over_the_wildcard() -> None:
    root = Node()
    exact, wild = insert(root, segments("a.b.c")), insert(root, segments("a.*.c"))
    assert find(root, segments("a.b.c")) == [exact, wild]
    assert find(root, segments("a.x.c")) == [wild]
    assert find(root, segments("a.x.y")) == []


def test_the_wildcard_stands_for_a_name_not_for_a_call() -> None:
    root = Node()
    insert(root, segments("a.*.c"))
    assert find(root, segments("a().c")) == []


def test_walk_stops_where_the_trie_ends() -> None:
    root = Node()
    insert(root, segments("a.b"))
    assert len(walk(root, segments("a.b.c.d"))) == 2
