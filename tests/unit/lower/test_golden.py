"""One golden text a construct: source above the line, IR below."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.lower.lowering import lowered
from tests.unit.lower.render import render

GOLDEN = sorted((Path(__file__).parent / "golden").glob("*.txt"))


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_construct(path: Path) -> None:
    source, _, expected = path.read_text(encoding="utf-8").partition("---\n")
    assert render(lowered(source)) == expected


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_a_golden_text_fits_one_screen(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 60
