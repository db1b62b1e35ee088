"""Opt-out flags that the project defines on a person: ``marketing_opt_out``, ``opted_out``, ``do_not_track``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from privlint.model.finding import Mark
from privlint.model.ir import Declare, Store
from privlint.model.place import Site

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from privlint.model.module import FunctionIR, ModuleIR

_FLAG = re.compile(r"(?:^|_)(?:opt(?:ed)?_out|do_not_track)(?:_|$)")


def opt_out_flags(modules: Mapping[str, ModuleIR]) -> tuple[Mark, ...]:
    """Where classes of the project define opt-out flags, with class and flag as text, in the order of files."""
    return tuple(
        Mark(Site(path, at), f"{function.qualname}.{name} is defined here", "opt-out")
        for path in sorted(modules)
        for function in modules[path].functions
        if function.kind == "class"
        for at, name in _fields(function)
        if _FLAG.search(name)
    )


def _fields(body: FunctionIR) -> Iterator[tuple[int, str]]:
    """The fields a class body declares or assigns, with their nodes."""
    for instruction in body.body:
        if isinstance(instruction, Declare | Store):
            yield instruction.at, instruction.name
