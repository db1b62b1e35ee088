"""Files that no tool likes to meet: each is analysed or told of, none ends the run or costs another file."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from privlint import front
from privlint.discover import discover
from privlint.settings.options import Settings
from tests.checkout import ROOT

if TYPE_CHECKING:
    from privlint.model.trouble import Trouble

READ = {
    "empty": b"",
    "only a line break": b"\n",
    "only comments": b"# a\n# b",
    "no line break at the end": b"x = 1",
    "byte-order mark": b"\xef\xbb\xbfx = 1\n",
    "CRLF": b"def f(a):\r\n    return a\r\n",
    "CR alone": b"x = 1\ry = 2\r",
    "mixed line ends": b"x = 1\r\ny = 2\nz = 3\r",
    "form feeds": b"\x0cx = 1\n\x0c\ndef f():\n\x0c    pass\n",
    "tabs": b"if a:\n\tb\n",
    "declared latin-1": b"# -*- coding: latin-1 -*-\nname = 'Andr\xe9'\n",
    "declared shift_jis": "# coding: shift_jis\n氏名 = '表'\n".encode("shift_jis"),
    "Japanese names": "氏名 = 住所\n".encode(),
    "type parameters": b"def f[T](a: T) -> T: return a\ntype L[T] = list[T]\n",
    "nested quotes in an f-string": b"""f"{a["b"]} {f'{c}'}"\n""",
    "template string": b't"{a}"\n',
    "except without parentheses": b"try:\n    a\nexcept A, B:\n    pass\n",
    "a table of many entries": b"x = {" + b"'a': f(1, b.c),\n" * 5_000 + b"}\n",
    "deep patterns": b"match x:\n  case " + b"[" * 16 + b"]" * 16 + b": pass\n  case {1: {2: {3: {4: 5}}}}: pass\n",
    "calls of something called case": b"x = (\n"
    + b"case(\n" * 40
    + b")\n" * 40
    + b")\ncase("
    + b"(" * 40
    + b")" * 41
    + b"\n",
    "many conditions": b"if a:\n  b\n" + b"elif a.b:\n  c()\n" * 900,
    "a long sum": b"x = a" + b" + b" * 900 + b"\n",
    "a long text of pieces": b"x = (" + b"'a'\n" * 1_500 + b")\n",
    "a deep expression": b"x = " + b"f(" * 150 + b")" * 150 + b"\n",
    "deep blocks": b"".join(b" " * depth + b"if a:\n" for depth in range(90)) + b" " * 90 + b"b\n",
    "many statements on a line": b"a; " * 3_000 + b"\n",
    "many targets": b"a = " * 3_000 + b"1\n",
    "many decorators": b"@a\n" * 3_000 + b"def f(): pass\n",
    "a long line": b"x = '" + b"a" * 500_000 + b"'\n",
    "a broken annotation": b"x = 1  # privlint: ignore[\n",
}

REFUSED = {
    "broken": b"def f(:\n    pass\n",
    "unclosed bracket": b"x = (\n",
    "unclosed text": b"x = '''\n",
    "wrong indentation": b"if a:\n    b\n  c\n",
    "undeclared latin-1": b"name = 'Andr\xe9'\n",
    "unknown encoding": b"# coding: no-such-code\n",
    "encoding that is none": b"# coding: rot13\n",
    "UTF-16": "x = 1\n".encode("utf-16"),
    "NUL bytes": b"x = 1\0\n",
    "binary": bytes(range(256)) * 20,
    "Python 2, print": b"print 'hello'\n",
    "Python 2, exec": b"exec 'x = 1'\n",
    "Python 2, raise": b"raise E, 'x'\n",
    "2,000 parentheses": b"x = " + b"(" * 2_000 + b")" * 2_000 + b"\n",
    "2,000 lists": b"x = " + b"[" * 2_000 + b"]" * 2_000 + b"\n",
    "2,000 calls in calls": b"x = " + b"f(" * 2_000 + b")" * 2_000 + b"\n",
    "2,000 subscripts in subscripts": b"x = " + b"a[" * 2_000 + b"]" * 2_000 + b"\n",
    "2,000 dicts": b"x = " + b"{1:" * 2_000 + b"}" * 2_000 + b"\n",
    "2,000 lambdas": b"x = " + b"lambda: " * 2_000 + b"1\n",
    "2,000 negations": b"x = " + b"not " * 2_000 + b"a\n",
    "1,000 blocks": b"".join(b" " * depth + b"if a:\n" for depth in range(1_000)) + b" " * 1_000 + b"b\n",
    "1,000 patterns in patterns": b"match x:\n  case " + b"[" * 1_000 + b"]" * 1_000 + b": pass\n",
    "30 lists in a pattern": b"match x:\n  case " + b"[" * 30 + b"]" * 30 + b": pass\n",
    "30 parentheses in a pattern": b"match x:\n  case " + b"(" * 30 + b"1" + b")" * 30 + b" if a: pass\n",
    "30 classes in a pattern": b"match x:\n  case " + b"A(\n" * 30 + b")" * 30 + b": pass\n",
    "15 dicts in a pattern": b"match x:\n  case " + b"{1:" * 15 + b"1" + b"}" * 15 + b": pass\n",
    "an unclosed pattern": b"match x:\n  case " + b"{1: " * 100 + b"\n",
    "a chain of 5,000 calls": b"x = a" + b".f(1)" * 5_000 + b"\n",
    "a chain of 5,000 subscripts": b"x = a" + b"[1]" * 5_000 + b"\n",
    "a chain of 5,000 calls over lines": b"x = (a" + b"\n.f(1, 'b')" * 5_000 + b")\n",
    "a chain of 5,000 attributes": b"x = a" + b".b" * 5_000 + b"\n",
    "a sum of 20,000 terms": b"x = a" + b"+a" * 20_000 + b"\n",
    "15,000 continued lines": b"x = a" + b" \\\n + a" * 15_000 + b"\n",
}

#: What a parser reads, and no recursion over what it reads would bear.
TOO_DEEP = {
    "200 choices in choices": b"x = " + b"a if b else " * 200 + b"c\n",
    "5,000 managers": b"with " + b"a as b, " * 5_000 + b"c: pass\n",
    "5,000 conditions of a comprehension": b"x = [a for a in b " + b"if a " * 5_000 + b"]\n",
}


def read(root: Path, **options: object) -> tuple[set[str], list[Trouble]]:
    settings = Settings(root=str(root), cache=False, **options)  # type: ignore[arg-type]
    found = discover(settings, (), str(root))
    modules, troubles = front.read_project(found.files, settings)
    return {module.path for module in modules}, [*found.troubles, *troubles]


@pytest.mark.parametrize("case", READ)
def test_is_read(tmp_path: Path, case: str) -> None:
    (tmp_path / "case.py").write_bytes(READ[case])
    (tmp_path / "other.py").write_bytes(b"x = 1\n")
    assert read(tmp_path) == ({"case.py", "other.py"}, [])


@pytest.mark.parametrize("case", [*REFUSED, *TOO_DEEP])
def test_is_told_of_and_costs_no_other_file(tmp_path: Path, case: str) -> None:
    (tmp_path / "case.py").write_bytes((REFUSED | TOO_DEEP)[case])
    (tmp_path / "other.py").write_bytes(b"x = 1\n")
    modules, (trouble,) = read(tmp_path)
    assert modules == {"other.py"}
    assert (trouble.code, trouble.path) == ("PRV904", "case.py")
    assert trouble.reason
    assert not trouble.reason.startswith("an error inside privlint")
    assert "hello" not in str(trouble)


def test_all_at_once_from_several_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for nth, data in enumerate([*READ.values(), *REFUSED.values(), *TOO_DEEP.values()]):
        (tmp_path / f"f{nth:03}.py").write_bytes(data)
    alone = read(tmp_path, jobs=1)
    monkeypatch.setattr(front, "_WORTH_SHARING", 2)
    assert read(tmp_path, jobs=2) == alone
    assert (len(alone[0]), len(alone[1])) == (len(READ), len(REFUSED) + len(TOO_DEEP))


def test_oversized_files_are_told_of(tmp_path: Path) -> None:
    (tmp_path / "large.py").write_bytes(b"#" * 1_100_000)
    (tmp_path / "long.py").write_bytes(b"x = 1\n" * 21_000)
    modules, troubles = read(tmp_path)
    assert modules == set()
    assert [(trouble.code, trouble.path) for trouble in troubles] == [("PRV905", "large.py"), ("PRV905", "long.py")]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
def test_what_is_no_file_is_passed_over(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    (tmp_path / "folder.py").mkdir()
    (tmp_path / "folder.py" / "a.py").write_bytes(b"x = 1\n")
    assert read(tmp_path) == ({"folder.py/a.py"}, [])


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are others there")
def test_unreadable_files_are_told_of(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(b"x = 1\n")
    (tmp_path / "b.py").symlink_to("/proc/self/mem" if Path("/proc/self/mem").exists() else "/dev/null/x")
    _, troubles = read(tmp_path)
    assert [(trouble.code, trouble.path) for trouble in troubles] == [("PRV904", "b.py")]
    assert troubles[0].reason.startswith("it cannot be read: ")


PLANTED = """
import os, signal, time
from privlint import front, parse
front._HUNG_SECONDS = 2.0
really_parse = parse.parse
def parse_or_fall(data, path):
    match data.split(b"\\n")[0]:
        case b"# killed": os.kill(os.getpid(), signal.SIGKILL)
        case b"# aborts": os.abort()
        case b"# hangs": time.sleep(600)
    return really_parse(data, path)
parse.parse = parse_or_fall
"""
FALLS = {
    "killed": "reading it ended the worker process",
    "aborts": "reading it ended the worker process",
    "hangs": "reading it took more than 2 seconds",
}


@pytest.mark.skipif(sys.platform == "win32", reason="processes are killed otherwise there")
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_parser_that_falls_costs_one_file_of_a_small_project(tmp_path: Path, jobs: int) -> None:
    (tmp_path / "planted").mkdir()
    (tmp_path / "planted" / "sitecustomize.py").write_text(
        PLANTED, encoding="utf-8"
    )  # for this process and its workers
    (tmp_path / "shop").mkdir()
    for name in FALLS:
        (tmp_path / "shop" / f"{name}.py").write_text(f"# {name}\n", encoding="utf-8")
    (tmp_path / "shop" / "leak.py").write_text("def f(user):\n    print(user.email)\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "privlint", "check", "--output-format=concise", f"-j{jobs}", "."],
        cwd=tmp_path / "shop",
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path / "planted"), str(ROOT)])},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (1, "")
    lines = done.stdout.splitlines()
    for name, reason in FALLS.items():
        assert any(f"{name}.py:1:1: error PRV904" in line and reason in line for line in lines), name
    assert any("leak.py:2:5: warning PRV101" in line for line in lines)


def test_the_hostile_ones_leave_a_process_alive_on_a_small_stack(tmp_path: Path) -> None:
    """What is refused is refused before anything recurses: even with a stack of a megabyte nothing happens."""
    for nth, data in enumerate(REFUSED.values()):
        (tmp_path / f"{nth}.py").write_bytes(data)
    program = """
        import sys, threading
        from pathlib import Path
        from privlint.parse import ParseFailure, parse
        def run():
            for file in Path(sys.argv[1]).iterdir():
                try:
                    parse(file.read_bytes(), file.name)
                except ParseFailure:
                    print(file.name)
        threading.stack_size(1 << 20)
        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program), str(tmp_path)], cwd=ROOT, capture_output=True, text=True
    )
    assert (done.returncode, len(done.stdout.split()), done.stderr) == (0, len(REFUSED), "")
