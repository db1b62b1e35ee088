"""Single calls looked at once more when nothing changes any longer: what is called, what the arguments hold, what is
held."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.flow import values
from privlint.flow.callees import shape_words, taken_for
from privlint.flow.callers import Callers
from privlint.flow.evidence import held_of, subject_text
from privlint.flow.guards import EVERYTHING, NOTHING, Guards
from privlint.flow.interpret import interpret
from privlint.flow.operations import Interpreter
from privlint.flow.text import Texts, plain_key
from privlint.flow.transfer import TRANSFER
from privlint.model import ir
from privlint.model.observation import Argument, Content, Match, Observation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from privlint.flow.facts import Fact
    from privlint.flow.frame import Args, Frame
    from privlint.flow.knowledge import Knowledge
    from privlint.flow.values import Label, Value
    from privlint.model.flow import Held
    from privlint.model.place import Site
    from privlint.model.program import FunctionId
    from privlint.model.recipient import SinkModel

#: Parts of a value that are no attributes or items, and what they are called.
_SPECIAL = {"#bound": "bound", "#msg": "message", "#keys": "keys"}


def observations(knowledge: Knowledge, sites: frozenset[Site]) -> tuple[Observation, ...]:
    """What stands at the calls at these nodes, in order; nothing for a call that no way leads to.

    To be asked after the fixpoint: functions are interpreted once more, with what is known by then.
    """
    if not sites:
        return ()
    callers = Callers(knowledge)
    views: dict[Site, _View] = {}
    for function in sorted(_functions(knowledge, sites)):
        if not callers.only_variants(function):
            observer = _Observer(sites, views, callers.held(function))
            interpret(knowledge, function, observer, Texts(knowledge.program.function(function)))
    return tuple(view.observation(knowledge) for _, view in sorted(views.items()))


def _functions(knowledge: Knowledge, sites: frozenset[Site]) -> Iterator[FunctionId]:
    """The functions, and variants of them, that a site lies in."""
    for function in knowledge.summaries:
        body, path = knowledge.program.function(function), knowledge.program.modules[function.module].path
        if any(site.path == path and body.at <= site.node <= body.end for site in sites):
            yield function


class _View:
    """One call as seen so far, on whatever way and in whatever variant of its function."""

    def __init__(self, site: Site, function: str, callee: str) -> None:
        self.site = site
        self.function = function
        self.callee = callee
        self.taken_for: dict[str, None] = {}
        self.matches: dict[Match, None] = {}
        self.seen: dict[str, Argument] = {}
        self.held: Guards = EVERYTHING

    def add(self, argument: Argument) -> None:
        """An argument, joined with what was there on other ways."""
        known = self.seen.get(argument.label)
        if known is not None:
            argument = Argument(
                argument.label,
                argument.text,
                tuple(dict.fromkeys((*known.shape, *argument.shape))),
                tuple(dict.fromkeys((*known.contents, *argument.contents))),
                tuple(dict.fromkeys((*known.passed, *argument.passed))),
            )
        self.seen[argument.label] = argument

    def observation(self, knowledge: Knowledge) -> Observation:
        """All of it as a value."""
        held = NOTHING if self.held.everything else self.held
        return Observation(
            self.site,
            self.function,
            self.callee,
            tuple(self.taken_for),
            tuple(sorted(self.matches)),
            tuple(self.seen.values()),
            held_of(held, None, knowledge.catalogue),
        )


class _Observer(Interpreter):
    """The interpreter, with a notebook for the calls at ``sites``; ``above`` is what every caller holds."""

    def __init__(self, sites: frozenset[Site], views: dict[Site, _View], above: Guards) -> None:
        self._sites = sites
        self._views = views
        self._above = above
        self.transfer = {**TRANSFER, ir.Call: self._call}

    def address(
        self, frame: Frame, model: SinkModel, args: Args, receiver: Value | None
    ) -> tuple[str, bool, SinkModel]:
        """Every sink entry that a call matches is asked for its address."""
        found = super().address(frame, model, args, receiver)
        view = self._views.get(frame.site(frame.at))
        if view is not None:
            view.matches[Match(model.api, found[2].kind, found[2].vendor, tuple(sorted(model.args.items())))] = None
        return found

    def _call(self, frame: Frame, instr: ir.Call) -> None:
        if frame.site(instr.at) not in self._sites:
            TRANSFER[ir.Call](frame, instr)
            return
        held = frame.held_at(instr.at).plus(self._above)
        view = self._before(frame, instr, held)
        TRANSFER[ir.Call](frame, instr)
        if frame.state is not None:
            view.add(_described(frame, "return", "", frame.regs[instr.dst], held))

    def _before(self, frame: Frame, instr: ir.Call, held: Guards) -> _View:
        site = frame.site(instr.at)
        view = self._views.setdefault(site, _View(site, frame.label, frame.texts.of(instr.func)))
        made = frame.texts.made.get(instr.func)
        receiver = frame.value(made.obj) if isinstance(made, ir.GetAttr) else None
        view.taken_for.update(dict.fromkeys(taken_for(frame, frame.value(instr.func), receiver, made)))
        view.held = view.held.shared(held)
        position = 0
        for reg, label in instr.args:
            name = label or str(position)
            position += not label
            # a literal is not quoted: it may be a datum, or a secret
            text = "" if isinstance(frame.texts.made.get(reg), ir.Const) else frame.texts.of(reg)
            view.add(_described(frame, name, text, frame.value(reg), held))
        if isinstance(made, ir.GetAttr) and receiver is not None:
            view.add(_described(frame, "self", frame.texts.of(made.obj), receiver, held))
        return view


def _described(frame: Frame, label: str, text: str, value: Value, held: Guards) -> Argument:
    contents: list[Content] = []
    passed: list[str] = []
    for part, fact in _facts(frame.flat(value)):
        if fact.origin is None:
            passed.append(_parameter(frame, fact))
            continue
        guards = held_of(held.plus(fact.guards), fact.subject, frame.catalogue)
        contents.append(_content(part, fact, guards))
    return Argument(
        label,
        text,
        tuple(shape_words(frame.program, value.shape)),
        tuple(dict.fromkeys(contents)),
        tuple(dict.fromkeys(passed)),
    )


def _facts(value: Value, part: str = "") -> Iterator[tuple[str, Fact]]:
    """Every fact of a tree, with where in it."""
    for fact in value.facts.values():
        yield part, fact
    for label, kid in value.kids.items():
        if not label.startswith("#") or label in _SPECIAL:
            yield from _facts(kid, part + _label(label))


def _label(label: Label) -> str:
    """A label as the code would write it, without literals that are no plain keys."""
    if label in _SPECIAL:
        return f" ({_SPECIAL[label]})"
    key = values.key_of(label)
    return "['…']" if isinstance(key, str) and not plain_key(key) else label


def _content(part: str, fact: Fact, held: tuple[Held, ...]) -> Content:
    if fact.origin is None:
        raise AssertionError("a symbolic fact is no datum")
    subject = subject_text(fact.subject, fact.origin.text)
    return Content(part, fact.category, fact.transform.counted, fact.conf, subject, fact.origin, held)


def _parameter(frame: Frame, fact: Fact) -> str:
    """The part of a parameter, or of a captured variable, that a symbolic fact stands for."""
    known = isinstance(fact.root, int) and fact.root < len(frame.ir.params)
    name = frame.ir.params[fact.root].name if known and isinstance(fact.root, int) else str(fact.root)
    return name + "".join(_label(label) for label in fact.path if not label.startswith("#") or label in _SPECIAL)
