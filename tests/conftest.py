"""What all tests share: one catalogue, since loading it costs more than checking most cases, and one process."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import pytest

from privlint import front, pipeline
from privlint.catalogue.catalogue import load_catalogue
from privlint.workers import ordered_map

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from privlint.cache.store import Store
    from privlint.catalogue.catalogue import Catalogue
    from privlint.workers import Lost


@pytest.fixture(autouse=True, scope="session")
def one_catalogue() -> Iterator[None]:
    """Load the shipped rule files once in this process; tests of loading call the loader itself."""
    shipped = functools.cache(load_catalogue)

    def loaded(extra: tuple[str, ...] = (), cache: Store | None = None, folder: str = "") -> Catalogue:
        return load_catalogue(extra, folder=folder) if extra else shipped()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "load_catalogue", loaded)
        yield


@pytest.fixture(autouse=True)
def one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parse in this process where one worker would: it cannot be forked while the test runner has threads, and what
    tests put in place of a stage must be seen."""

    def mapped(
        function: Callable[[bytes], bytes], items: Sequence[bytes], jobs: int, **more: Any
    ) -> list[bytes | Lost]:
        return ordered_map(function, items, jobs if jobs > 1 else 0, **more)

    monkeypatch.setattr(front, "ordered_map", mapped)
