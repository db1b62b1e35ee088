"""Rules about collections, calls, declarations and troubles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from privlint.judge import rules
from privlint.model.ir import Call, Declare, GetAttr, If, Instr, Load, Store
from privlint.model.module import FunctionIR
from privlint.model.place import Place, Site
from privlint.model.recipient import Kind
from privlint.model.scale import Confidence
from privlint.model.trouble import Trouble
from privlint.model.types import TypeExpr
from tests.unit.judge.flows import PATH, codes, collected, consent, declared, flow, judged, module, purpose

if TYPE_CHECKING:
    from privlint.model.flow import Held

LOCATION = "user.location.precise"


def test_collection_needs_consent_first() -> None:
    (finding,) = judged(collected(LOCATION))
    assert finding.code == "PRV301"
    assert finding.message == (
        "precise location of the person behind the request is collected here: "
        'Article 3(1)(1) asks for consent to "location" first, and no consent is checked before'
    )
    assert [clause.clause for clause in finding.clauses] == ["3.1.1"]
    assert codes(collected(LOCATION, [consent("location")])) == []
    assert codes(collected("user.contact.email")) == []


@pytest.mark.parametrize(
    ("held", "why"),
    [
        (consent("analytics"), 'the check has_consent(user, "analytics") is for "analytics"'),
        (consent("", text="agreed(user)"), "the check agreed(user) names no scope"),
        (consent("?"), 'the check has_consent(user, "?") is for a scope that is not known'),
        (
            consent("location", match="other"),
            'the check has_consent(user, "location") is about another person',
        ),
    ],
)
def test_a_check_that_does_not_fit_is_told_apart(held: Held, why: str) -> None:
    (finding,) = judged(collected(LOCATION, [held]))
    assert (finding.code, finding.missing) == ("PRV302", why)
    assert finding.related


def test_where_the_person_is_not_known_only_strict_tells() -> None:
    unsure = collected(LOCATION, [consent("location", match="unknown")])
    assert codes(unsure) == []
    (finding,) = judged(unsure, strict=True)
    assert (finding.code, finding.confidence) == ("PRV302", Confidence.LOW)


def test_reads_of_one_person_in_one_function_make_one_finding() -> None:
    second = collected("user.location", site=Site(PATH, 21))
    (finding,) = judged(collected(LOCATION), second)
    assert finding.categories == ("user.location", LOCATION)
    assert finding.site == Site(PATH, 20)
    assert len(judged(collected(LOCATION), collected(LOCATION, function="far"))) == 2


@pytest.mark.parametrize("how", ["field", "parameter"])
def test_declarations_collect_nothing(how: str) -> None:
    assert codes(collected(LOCATION, how=how)) == []


def test_a_purpose_nothing_uses() -> None:
    (finding,) = judged(declared("purpose", "support"))
    assert (finding.code, finding.severity.word) == ("PRV203", "note")
    assert codes(declared("purpose", "support", used=True)) == []


def test_a_sanitizer_that_is_none() -> None:
    claimed = declared(
        "sanitizes", "user.contact.email:masked", function="app.views:mask", problem="it returns its input"
    )
    (finding,) = judged(claimed)
    assert (finding.code, finding.message) == ("PRV903", "mask is taken for a sanitizer, and it returns its input")
    assert codes(msgspec.structs.replace(claimed, problem="")) == []


@pytest.mark.parametrize(
    ("api", "options", "found"),
    [
        ("openai.responses.create", (), ["PRV403"]),
        ("openai.responses.create", (("store", True),), ["PRV403"]),
        ("openai.responses.create", (("store", False),), []),
        ("openai.completions.create", (), []),
        ("openai.completions.create", (("store", True),), ["PRV403"]),
    ],
)
def test_the_opt_out_of_an_ai_service(api: str, options: tuple[tuple[str, bool], ...], found: list[str]) -> None:
    asked = flow("user.content", Kind.AI, vendor="OpenAI", api=api, options=options, held=purpose("provide-service"))
    assert codes(asked, roles={"openai": "processor"}) == found


def test_the_missing_option_is_written_out() -> None:
    asked = flow("user.content", Kind.AI, api="openai.responses.create", held=purpose("provide-service"))
    (finding,) = judged(asked, roles={"acme": "processor"})
    assert finding.mend[0] == "pass store=False"
    assert [clause.clause for clause in finding.clauses] == ["4.3"]


def _person_with(flag: str) -> FunctionIR:
    return FunctionIR("User", "User", "class", 1, 9, (Declare(2, flag, "local", TypeExpr("bool")),), 0)


@pytest.mark.parametrize("flag", ["analytics_opt_out", "opted_out", "do_not_track", "not_opted_out"])
def test_an_opt_out_that_exists_has_to_be_tested(flag: str) -> None:
    with_flag = module(functions=(_person_with(flag),))
    sent = flow("user.name", Kind.ANALYTICS, held=purpose("traffic-measurement"))
    found = judged(sent, modules=[with_flag], select=("PRV303",))
    assert [finding.code for finding in found] == ["PRV303"]
    assert found[0].related[-1].text == f"User.{flag} is defined here"
    assert codes(sent, modules=[module(functions=(_person_with("active"),))], select=("PRV303",)) == []
    tested = msgspec.structs.replace(sent, held=(msgspec.structs.replace(consent("", text="x"), kind="opt-out"),))
    assert codes(tested, modules=[with_flag], select=("PRV303",)) == []
    assert codes(flow("user.name", Kind.LOG), modules=[with_flag], select=("PRV303",)) == []


def test_troubles_become_findings() -> None:
    unread = Trouble("PRV904", "app/old.py", "it is not valid Python", line=3, detail="mend or exclude it")
    cut = Trouble("PRV905", PATH, "a table was followed as one", site=Site(PATH, 4))
    first, second = judged(unread, cut)
    assert (first.code, first.severity.word, first.place) == ("PRV904", "error", Place("app/old.py", 3, 1, 3, 1))
    assert (second.code, second.severity.word, second.site) == ("PRV905", "note", Site(PATH, 4))


def _consent_class(*fields: Instr) -> FunctionIR:
    return FunctionIR("Consent", "Consent", "class", 1, 9, fields, 4)


def _recording(*labels: str, path: tuple[str, ...] = ("Consent", "objects", "create")) -> FunctionIR:
    """``Consent.objects.create(label=…, …)`` under an ``if``."""
    name, *attributes = path
    loads: list[Instr] = [Load(40, 0, name, "global")]
    loads += [GetAttr(41, number + 1, number, attribute) for number, attribute in enumerate(attributes)]
    call = Call(42, 9, len(attributes), tuple((8, label) for label in labels))
    return FunctionIR("agree", "agree", "function", 39, 60, (If(39, (), (*loads, call)),), 10)


_VERSION = Declare(2, "policy_version", "local", TypeExpr("str"))


@pytest.mark.parametrize(
    ("field", "recording", "found"),
    [
        (_VERSION, _recording("person", "scope"), ["PRV304"]),
        (_VERSION, _recording("person", path=("Consent",)), ["PRV304"]),
        (_VERSION, _recording("person", path=("models", "Consent")), ["PRV304"]),
        (_VERSION, _recording("person", "policy_version"), []),
        (_VERSION, _recording("**"), []),
        (_VERSION, _recording("person", path=("Order",)), []),
        (_VERSION, _recording("person", path=("Consent", "objects", "filter")), []),
        (Declare(2, "scope", "local", TypeExpr("str")), _recording("person"), []),
        (Store(2, "policy_version", "local", 1), _recording("person"), ["PRV304"]),
    ],
)
def test_a_consent_is_recorded_with_the_version(field: Instr, recording: FunctionIR, found: list[str]) -> None:
    functions = (_consent_class(field), recording)
    assert codes(modules=[module(functions=functions)]) == found


def test_a_version_with_a_default_is_given() -> None:
    default = Call(2, 1, 0, ((3, "default"),))
    functions = (_consent_class(default, Store(2, "policy_version", "local", 1)), _recording("person"))
    assert codes(modules=[module(functions=functions)]) == []


def _gaps(*evidence: object, **settings: Any) -> list[str]:
    return [finding.missing for finding in judged(*evidence, select=("PRV802",), gaps=True, **settings)]


def test_gaps_of_a_policy_the_project_chose() -> None:
    sent = flow("user.name", Kind.ADS)
    chosen = {"policy": ("pyproject.toml", 7)}
    assert _gaps(sent) == []
    assert _gaps(sent, origins=chosen) == [
        "the policy deskrex names no contact for inquiries",
        "the policy deskrex lists no advertising partner, and code sends data to an advertising platform",
    ]
    assert _gaps(policy_source="policy.txt") == ["the policy deskrex names no contact for inquiries"]


def test_a_joint_user_needs_a_list() -> None:
    assert _gaps(roles={"acme": "joint-user"}) == [
        "the policy deskrex lists nothing for joint use, and the configuration names a joint user"
    ]


def test_every_rule_has_a_page_with_the_fixed_headings() -> None:
    headings = ["What it finds", "Why it matters", "Example", "What to do instead", "Limits"]
    for rule in rules():
        assert [line[3:] for line in rule.page.splitlines() if line.startswith("## ")] == headings
        assert rule.summary.endswith(".")
        assert len(rule.summary) <= 120


def test_rules_are_unique_and_sorted() -> None:
    codes_ = [rule.code for rule in rules()]
    assert codes_ == sorted(set(codes_))
    assert len({rule.name for rule in rules()}) == len(codes_)
