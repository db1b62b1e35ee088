"""Finding a callable in the source of a package, as the verification of the catalogue does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from privlint.catalogue.match import segments
from tools.signatures import Package

if TYPE_CHECKING:
    from pathlib import Path

_FILES = {
    "sdk/__init__.py": "from ._client import Client as Client\nfrom .api import *\ndefault = Client()\n",
    "sdk/api.py": "def track(event, *, user_id): ...\n",
    "sdk/_client.py": """
from __future__ import annotations
from . import resources
from .base import Base

class Client(Base):
    chat: resources.Chat

    def __init__(self) -> None:
        self.files = resources.Files(self)

    @property
    def beta(self) -> "Beta": ...

    def copy(self) -> Client: ...

class Beta:
    def run(self, task): ...
""",
    "sdk/base.py": "class Base:\n    def send(self, request, *, retries=1): ...\n",
    "sdk/resources/__init__.py": "from .chat import Chat\nfrom .files import Files\n",
    "sdk/resources/chat.py": "class Chat:\n    def create(self, *, messages): ...\n",
    "sdk/resources/files.py": "class Files:\n    def upload(self, file): ...\n",
    "sdk/tests/test_it.py": "def only_in_tests(): ...\n",
}


@pytest.fixture
def package(tmp_path: Path) -> Package:
    for name, text in _FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return Package(tmp_path)


@pytest.mark.parametrize(
    ("path", "module", "line"),
    [
        ("sdk.track", "sdk.api", 1),
        ("sdk.Client().send", "sdk.base", 2),
        ("sdk.Client().chat.create", "sdk.resources.chat", 2),
        ("sdk.Client().files.upload", "sdk.resources.files", 2),
        ("sdk.Client().beta.run", "sdk._client", 18),
        ("sdk.Client().copy().send", "sdk.base", 2),
        ("sdk.default.send", "sdk.base", 2),
    ],
)
def test_paths_that_exist(package: Package, path: str, module: str, line: int) -> None:
    found = package.find(segments(path))
    assert found is not None
    assert (found.module, found.node.lineno) == (module, line)


@pytest.mark.parametrize("path", ["sdk.trac", "sdk.Client().sent", "sdk.Client().chat.created", "other.track", "sdk"])
def test_paths_that_do_not_exist(package: Package, path: str) -> None:
    assert package.find(segments(path)) is None


def test_methods_by_name_leave_tests_out(package: Package) -> None:
    assert [found.module for found in package.methods("upload")] == ["sdk.resources.files"]
    assert package.methods("only_in_tests") == []


def test_what_a_module_passes_on_and_declares(tmp_path: Path) -> None:
    (tmp_path / "sdk.pyi").write_bytes(b"\xef\xbb\xbffrom other import Message\nhook: Callable[[str], None]\n")
    package = Package(tmp_path)
    assert package.passes_on(segments("sdk.Message"))
    assert package.passes_on(segments("sdk.Message()"))
    assert not package.passes_on(segments("sdk.Message().text"))
    assert not package.passes_on(segments("sdk.Letter"))
    assert package.assigns("hook")
    assert not package.assigns("Message")
