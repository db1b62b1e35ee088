"""Deferred calls of project functions: what a task queue calls later it calls with what it is given now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.flow import shapes, values
from privlint.flow.frame import Args
from privlint.flow.values import BLANK, Value

if TYPE_CHECKING:
    from privlint.flow.frame import Frame

#: Methods that task queues (Celery, Dramatiq, Huey, Django signals) give to a function; all but ``s`` call it.
_NOW = frozenset({"delay", "send", "apply", "enqueue", "defer", "now", "delay_on_commit", "schedule", "call_local"})
_LATER = frozenset({"s", "si", "signature", "subtask", "message"})


def call_deferred(frame: Frame, receiver: Value, name: str, args: Args, at: int) -> Value | None:
    """``task.delay(x)``, ``task.apply_async(args=[x])``, ``task.s(x).delay()``; None for any other method."""
    if not any(shapes.has(receiver.shape, kind) for kind in ("fn", "method", "partial")):
        return None
    if name in _NOW:
        frame.call(receiver, args, at, "")
        return BLANK
    if name in ("apply_async", "send_with_options"):
        frame.call(receiver, _spread(frame, args), at, "")
        return BLANK
    if name in _LATER:
        kids = {"#partial": receiver}
        kids.update((f"#arg:{index}", value) for index, value in enumerate(args.positional))
        kids.update((f"#kw:{label}", value) for label, value in args.keywords)
        return Value(frozenset((("partial", ""),)), kids=kids)
    return None


def bound_task(function: Value) -> Value:
    """The function as a method of its task: callers leave its first parameter out."""
    atoms = frozenset(("method", entry[1]) if entry[0] == "fn" else entry for entry in function.shape)
    return function.but(shape=atoms, kids={**function.kids, "#self": BLANK})


def _spread(frame: Frame, args: Args) -> Args:
    """The arguments that ``apply_async`` is given as a list and a dict."""
    given = args.get(0, "args")
    named = args.get(1, "kwargs")
    kids = frame.now.kids(given) if given is not None else {}
    positional = tuple(kids[label] for label in values.labels_of(kids))
    keywords = []
    for label, kid in frame.now.kids(named).items() if named is not None else ():
        key = values.key_of(label)
        if isinstance(key, str):
            keywords.append((key, kid))
    return Args(positional, tuple(keywords))
