"""What the oracle says of programs whose comments are wrong, and of one whose comments are right."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from tests.checkout import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def objections(folder: Path, source: str) -> str:
    (folder / "main.py").write_text(source, encoding="utf-8")
    command = [sys.executable, "-m", "tests.oracle", "-q", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == (1 if done.stdout else 0), done.stderr
    return done.stdout


def test_leak_that_nothing_tells(tmp_path: Path) -> None:
    said = objections(tmp_path, "def run(user):\n    print(user.email)\n")
    assert "email (raw) of user reaches log at main.py:2, and nothing says so" in said


def test_expectation_without_leak(tmp_path: Path) -> None:
    said = objections(tmp_path, "def run(user):\n    print(len(user.email))  # expect: PRV101 email\n")
    assert "main.py:2: expect PRV101 email: it does not leak" in said


def test_permitted_flow_must_leak_too(tmp_path: Path) -> None:
    assert "it does not leak" in objections(tmp_path, "def run(user):\n    print(user.plan)  # flow: email\n")


def test_rule_must_fit_the_recipient(tmp_path: Path) -> None:
    source = "def run(user):\n    print(user.email)  # expect: PRV103 email\n"
    assert "expect PRV103 email: it does not leak" in objections(tmp_path, source)


def test_guard_of_the_wrong_person_is_seen(tmp_path: Path) -> None:
    source = (
        "import posthog\nfrom consent_service import has_consent\n\n"
        "def run(user, admin):\n    if has_consent(admin, 'analytics'):\n        posthog.capture(1, 'x', user.email)\n"
    )
    assert "email (raw) of user reaches analytics at main.py:6" in objections(tmp_path, source)


def test_right_guard_is_silent(tmp_path: Path) -> None:
    source = (
        "import posthog\nfrom consent_service import has_consent\n\n"
        "def run(user):\n    if has_consent(user, 'analytics'):\n        posthog.capture(1, 'x', user.email)\n"
    )
    assert objections(tmp_path, source) == ""


def test_statement_that_never_runs(tmp_path: Path) -> None:
    source = "def run(user):\n    if user.nothing:\n        print('x')\n"
    assert "main.py:3: no run came by here" in objections(tmp_path, source)


def test_broken_fixture(tmp_path: Path) -> None:
    assert "ZeroDivisionError" in objections(tmp_path, "def run(user):\n    return 1 / 0\n")
