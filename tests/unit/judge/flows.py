"""Values to judge, built by hand: flows, what holds on their way, modules with annotations, a small catalogue."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec

from privlint.judge import judge
from privlint.model.category import Category
from privlint.model.flow import Analysis, Capture, Collection, Declaration, Flow, Held, Origin
from privlint.model.module import FunctionIR, ModuleIR
from privlint.model.place import Place, Site
from privlint.model.pragma import Entry, Pragma
from privlint.model.recipient import Kind, Role, SinkModel
from privlint.model.scale import Confidence, Transform
from privlint.model.trouble import Trouble
from privlint.policy import load_policies
from privlint.settings.options import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from privlint.model.finding import Finding
    from privlint.model.policy import Policy

TODAY = datetime.date(2026, 11, 22)
PATH = "app/views.py"
SETTINGS = Settings(root="/project")
DESKREX = load_policies(SETTINGS)[0]

_LABELS = {
    "user.name": "name",
    "user.contact": "contact details",
    "user.contact.email": "e-mail",
    "user.location": "location",
    "user.location.precise": "precise location",
    "user.financial.credit_card": "card data",
    "user.financial.bank_account": "bank account",
    "user.device.ip_address": "IP address",
    "user.device": "device data",
    "user.device.advertising_id": "advertising id",
    "user.behavior.access_log": "access log",
    "user.behavior.browsing_history": "browsing history",
    "user.authorization": "sign-in data",
    "user.authorization.password": "password",
    "user.health_and_medical": "health data",
    "user.content": "content",
    "user.content.survey": "survey answers",
    "user.unique_id": "user id",
    "user.account.username": "username",
    "user.demographic.gender": "gender",
}
_IDENTIFYING = ("user.name", "user.contact", "user.location", "user.financial", "user.demographic.gender")


class SmallCatalogue:
    """A catalogue with a few categories and two vendors."""

    categories: ClassVar = {
        key: Category(
            key=key,
            label=label,
            identifying=key.startswith(_IDENTIFYING),
            special=key == "user.health_and_medical",
        )
        for key, label in _LABELS.items()
    }

    def accepts(self, kind: Kind, transform: Transform, category: str) -> bool:
        """Logs take masked data; nobody refuses aggregates."""
        return transform is Transform.AGGREGATED or (kind is Kind.LOG and transform is Transform.MASKED)

    def vendor(self, word: str) -> str | None:
        """PostHog under its old name too."""
        return {"posthog": "PostHog", "post hog": "PostHog", "openai": "OpenAI"}.get(word.casefold())

    def scope(self, word: str) -> str:
        """No word of code means anything beyond what the policies list."""
        return word

    def sinks(self, path: str) -> tuple[SinkModel, ...]:
        """OpenAI's responses keep data unless told not to; its completions do so only when asked."""
        options: dict[str, str | bool | int] = {"store": False}
        known = {"openai.responses.create": False, "openai.completions.create": True}
        if path not in known:
            return ()
        args = {"input": Role.DEEP}
        return (SinkModel(path, Kind.AI, "OpenAI", args, needs_options=options, option_default=known[path]),)


def purpose(*words: str) -> tuple[Held, ...]:
    """Declared purposes."""
    return tuple(Held("purpose", word) for word in words)


def consent(scope: str, match: str = "same", text: str = "") -> Held:
    """A consent check that holds."""
    return Held("consent", scope, match, text=text or f'has_consent(user, "{scope}")', site=Site(PATH, 3))


def flow(category: str, kind: Kind, vendor: str = "Acme", held: Sequence[Held] = (), **changes: Any) -> Flow:
    """A flow of the user's datum into argument ``data`` of a call at node 10."""
    made = Flow(
        category=category,
        transform=Transform.RAW,
        confidence=Confidence.HIGH,
        origin=Origin("app.views", "signup", "attr", f"user.{category.rpartition('.')[2]}"),
        subject="user",
        kind=kind,
        vendor=vendor,
        api=f"{vendor.lower()}.send",
        argument="data",
        call_site=Site(PATH, 10),
        report_site=Site(PATH, 10),
        sink_function="app.views:signup",
        sink_nth=0,
        steps=(),
        held=tuple(held),
        host="acme.example" if kind is Kind.HTTP else "",
    )
    return msgspec.structs.replace(made, **changes)


def collected(category: str, held: Sequence[Held] = (), **changes: Any) -> Collection:
    """A datum read from the request at node 20."""
    made = Collection(
        category, Confidence.HIGH, Site(PATH, 20), 'request.GET["x"]', "request", "read", tuple(held), function="near"
    )
    return msgspec.structs.replace(made, **changes)


def pragma(
    *entries: tuple[str, str], first: int = 0, last: int = 99, bound: str = "statement", **changes: Any
) -> Pragma:
    """An annotation comment on line 5, by default over every node."""
    made = Pragma(Place(PATH, 5, 1, 5, 20), first, last, bound, tuple(Entry(*entry) for entry in entries))
    return msgspec.structs.replace(made, **changes)


def ignore(*rules: str, reason: str = "test account", **changes: Any) -> Pragma:
    """A suppression."""
    return pragma(is_ignore=True, ignore=rules, reason=reason, **changes)


def module(*pragmas: Pragma, functions: tuple[FunctionIR, ...] = ()) -> ModuleIR:
    """The module ``app.views``."""
    return ModuleIR(PATH, "app.views", False, 50, 100, functions, pragmas=pragmas)


def declared(key: str, value: str, **changes: Any) -> Declaration:
    """A declaration by a marker at node 30."""
    return msgspec.structs.replace(Declaration("marker", key, value, Site(PATH, 30), function="signup"), **changes)


def judged(
    *evidence: object,
    modules: Sequence[ModuleIR] = (),
    policies: tuple[Policy, ...] = (DESKREX,),
    roles: dict[str, str] | None = None,
    gaps: bool = False,
    **settings: Any,
) -> tuple[Finding, ...]:
    """The findings about flows, collections, declarations and the like; with ``gaps``, those of the policy too."""
    analysis = Analysis(
        flows=tuple(item for item in evidence if isinstance(item, Flow)),
        collections=tuple(item for item in evidence if isinstance(item, Collection)),
        captures=tuple(item for item in evidence if isinstance(item, Capture)),
        declarations=tuple(item for item in evidence if isinstance(item, Declaration)),
        troubles=tuple(item for item in evidence if isinstance(item, Trouble)),
    )
    chosen = msgspec.structs.replace(SETTINGS, recipients=roles or {}, **settings)
    by_path = {one.path: one for one in modules}
    found = judge(analysis, by_path, policies, chosen, SmallCatalogue(), TODAY)
    return tuple(finding for finding in found if gaps or finding.code != "PRV802")


def codes(*evidence: object, **options: Any) -> list[str]:
    """The codes of the findings that are not suppressed."""
    return [finding.code for finding in judged(*evidence, **options) if not finding.suppressed]
