"""Which project is meant, from where one stands and what one names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from privlint.settings.locate import find_config, project_root, start_folder

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A repository with a configuration, a package without one, and a project of its own inside."""
    for folder in (".git", "app/views", "demo/shop", "outside"):
        (tmp_path / "repo" / folder).mkdir(parents=True)
    (tmp_path / "repo" / "privlint.toml").touch()
    (tmp_path / "repo" / "app" / "pyproject.toml").write_text("[project]\n")
    (tmp_path / "repo" / "demo" / "pyproject.toml").write_text("[tool.privlint]\n")
    (tmp_path / "elsewhere" / "src").mkdir(parents=True)
    return tmp_path


def test_nearest_configuration_wins(tree: Path) -> None:
    repo = tree / "repo"
    assert find_config(repo / "app" / "views") == repo / "privlint.toml"
    assert find_config(repo / "demo" / "shop") == repo / "demo" / "pyproject.toml"


def test_search_ends_at_the_repository(tree: Path) -> None:
    (tree / "privlint.toml").touch()
    (tree / "repo" / "privlint.toml").unlink()
    assert find_config(tree / "repo" / "app") is None


def test_broken_pyproject_that_speaks_to_us_counts(tree: Path) -> None:
    (tree / "repo" / "app" / "pyproject.toml").write_text("[tool.privlint]\nselect = [\n")
    assert find_config(tree / "repo" / "app") == tree / "repo" / "app" / "pyproject.toml"


def test_root_is_the_nearest_mark(tree: Path) -> None:
    assert project_root(tree / "repo" / "app" / "views") == tree / "repo" / "app"
    assert project_root(tree / "repo" / "outside") == tree / "repo"
    assert project_root(tree / "elsewhere") == tree / "elsewhere"


@pytest.mark.parametrize(
    ("paths", "start"),
    [
        ((), "repo"),
        (("app/views",), "repo"),
        (("demo",), "repo/demo"),
        (("demo", "app"), "repo"),
        (("demo/shop",), "repo/demo"),
        (("demo/shop/a.py", "demo/b.py"), "repo/demo"),
        (("demo/shop", "app/views"), "repo"),
        (("../elsewhere/src",), "elsewhere/src"),
        (("../elsewhere/src/a.py", "../elsewhere/b.py"), "elsewhere"),
    ],
)
def test_start_depends_on_what_is_named(tree: Path, paths: tuple[str, ...], start: str) -> None:
    assert start_folder(str(tree / "repo"), paths) == tree / start
