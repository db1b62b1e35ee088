"""A sample of real code, lowered once for all tests of this folder."""

from __future__ import annotations

import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING

import libcst
import pytest

from tests.unit.lower.lowering import lowered

if TYPE_CHECKING:
    from privlint.model import module as module_ir

STANDARD_LIBRARY = Path(sysconfig.get_paths()["stdlib"])
LIBCST = Path(libcst.__file__).parent
LARGEST = 12_000


@pytest.fixture(scope="session")
def real_code() -> dict[Path, module_ir.ModuleIR]:
    """Sixty modules of the standard library and thirty of LibCST, by path."""
    standard = [path for path in sorted(STANDARD_LIBRARY.glob("*.py")) if path.stat().st_size < LARGEST]
    visitors = [path for path in sorted(LIBCST.glob("**/*.py")) if path.stat().st_size < LARGEST]
    return {path: lowered(path.read_bytes()) for path in standard[:60] + visitors[:30]}
