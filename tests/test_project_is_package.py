"""A project whose root is a package itself has no name for that package, and is analysed all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.cases import report_on

if TYPE_CHECKING:
    from pathlib import Path


def test_root_that_is_a_package(tmp_path: Path) -> None:
    (tmp_path / "__init__.py").write_text("", encoding="utf-8")
    (tmp_path / "tell.py").write_text("def tell(user):\n    print(user.email)\n", encoding="utf-8")
    assert [finding.code for finding in report_on(tmp_path).findings] == ["PRV101"]
