"""The recorders behind every recipient: which canaries arrived, and from which lines of the fixture."""

from __future__ import annotations

import contextvars
import dataclasses
import io
import logging
import sys
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.oracle.canaries import sightings

if TYPE_CHECKING:
    import types

#: What a log record has of its own accord; every other attribute came by ``extra=``.
PLAIN_RECORD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class Line(NamedTuple):
    """A line of the fixture, its file relative to the case."""

    file: str
    line: int


class Leak(NamedTuple):
    """A canary at a recipient, with the lines of the fixture on the stack, innermost first."""

    kind: str
    word: str
    subject: str
    transform: str
    lines: tuple[Line, ...]


#: The lines that started the current task, for work that runs later.
started_at: contextvars.ContextVar[tuple[Line, ...]] = contextvars.ContextVar("started_at", default=())


class Carrier:
    """An object of an SDK that keeps what it is made of, until a call sends it."""

    carried: list[Any]


class Recorder:
    """Collects the leaks of one case that lies in ``root``."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.leaks: set[Leak] = set()
        self.ran: set[Line] = set()
        self._files: dict[str, str] = {}

    def record(self, kind: str, *values: Any) -> None:
        """Note every canary in ``values``, which a recipient of this kind has just been given."""
        lines = self.stack()
        for text in texts(values):
            for seen in sightings(text):
                self.leaks.add(Leak(kind, seen.word, seen.subject, seen.transform, lines))

    def stack(self) -> tuple[Line, ...]:
        """The lines of the fixture that are being executed, innermost first."""
        frame: types.FrameType | None = sys._getframe(1)
        lines = []
        while frame is not None:
            if file := self._file(frame):
                lines.append(Line(file, frame.f_lineno))
            frame = frame.f_back
        return (*lines, *started_at.get())

    def trace(self, frame: types.FrameType, event: str, argument: object) -> Any:
        """Note the lines of the fixture that run; a trace function."""
        file = self._file(frame)
        if not file:
            return None
        self.ran.add(Line(file, frame.f_lineno))
        return self.trace

    def _file(self, frame: types.FrameType) -> str:
        """The file of a frame relative to the case, or an empty string for code from elsewhere."""
        name = frame.f_code.co_filename
        if name not in self._files:
            path = Path(name)
            self._files[name] = path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else ""
        return self._files[name]


class RecordingHandler(logging.Handler):
    """The one handler of the root logger: reads messages, ``extra`` and exceptions as a JSON formatter would."""

    def __init__(self, recorder: Recorder) -> None:
        super().__init__(level=1)
        self.recorder = recorder

    def emit(self, record: logging.LogRecord) -> None:
        """Note what the record says; unlike the stock handler, fail on messages that do not format."""
        parts: list[Any] = [record.getMessage()]
        if record.exc_info and record.exc_info[1]:
            parts.append("".join(traceback.format_exception(record.exc_info[1])))
        parts += [value for key, value in vars(record).items() if key not in PLAIN_RECORD]
        self.recorder.record("log", *parts)


class RecordingStream(io.TextIOBase):
    """Stands for standard output and standard error."""

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder

    def write(self, text: str) -> int:
        """Note and drop ``text``."""
        self.recorder.record("log", text)
        return len(text)

    def writable(self) -> bool:
        """Say yes, as loggers ask."""
        return True


def texts(value: Any, depth: int = 0) -> list[str]:
    """Everything a recipient can read in ``value``: containers and records inside out, other objects as ``str``."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, bytes | bytearray):
        return [value.decode("utf-8", "replace"), value.hex()]
    if depth > 24:
        return []
    if isinstance(value, io.BytesIO | io.StringIO):
        return texts(value.getvalue())
    if isinstance(value, Carrier):
        return texts(value.carried, depth + 1)
    if isinstance(value, Mapping):
        return [text for pair in value.items() for part in pair for text in texts(part, depth + 1)]
    if isinstance(value, list | tuple | set | frozenset):
        return [text for part in value for text in texts(part, depth + 1)]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return [text for field in dataclasses.fields(value) for text in texts(getattr(value, field.name), depth + 1)]
    if isinstance(value, BaseException):
        return traceback.format_exception(value)
    return [str(value)]
