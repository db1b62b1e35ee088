"""What all tests share: one catalogue, since loading it costs more than checking most cases."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import pytest

from privlint import pipeline
from privlint.catalogue.catalogue import load_catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from privlint.cache.store import Store
    from privlint.catalogue.catalogue import Catalogue


@pytest.fixture(autouse=True, scope="session")
def one_catalogue() -> Iterator[None]:
    """Load the shipped rule files once in this process; tests of loading call the loader itself."""
    shipped = functools.cache(load_catalogue)

    def loaded(extra: tuple[str, ...] = (), cache: Store | None = None, folder: str = "") -> Catalogue:
        return load_catalogue(extra, folder=folder) if extra else shipped()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "load_catalogue", loaded)
        yield
