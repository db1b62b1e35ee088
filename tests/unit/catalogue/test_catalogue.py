"""What the engine asks of the catalogue, and what a user's own rule files may do to it."""

from __future__ import annotations

import time
import timeit
from typing import TYPE_CHECKING

import pytest

from privlint.catalogue.catalogue import Catalogue, load_catalogue
from privlint.catalogue.load import parse_rule_file
from privlint.catalogue.locate import rules_root
from privlint.catalogue.names import compile_names
from privlint.catalogue.tables import compile_tables
from privlint.errors import UserError, UserErrors
from privlint.model.recipient import Kind, Role
from privlint.model.scale import Confidence, Transform

if TYPE_CHECKING:
    from pathlib import Path

_MINIMAL = '[[sink]]\napi = "a"\nkind = "ads"\nvendor = "A"\nargs = {}\n'
_CATEGORIES = frozenset({"user.contact.email", "user.location"})


@pytest.fixture(scope="module")
def shipped() -> Catalogue:
    return load_catalogue()


@pytest.mark.parametrize(
    ("path", "canonical"),
    [
        ("sentry_sdk.api.capture_message", "sentry_sdk.capture_message"),
        ("sentry_sdk.Hub.current.scope.set_user", "sentry_sdk.Scope().set_user"),
        ("structlog.get_logger()", "structlog.BoundLogger()"),
        ("structlog.stdlib.get_logger().bind().info", "structlog.BoundLogger().info"),
        ("openai.AsyncOpenAI().with_options().chat", "openai.OpenAI().chat"),
        ("openai.chat.completions.create", "openai.OpenAI().chat.completions.create"),
        ("logging.getLogger().getChild().info", "logging.Logger().info"),
        ("flask.current_app.logger.warning", "logging.Logger().warning"),
        ("nothing.known()", "nothing.known()"),
    ],
)
def test_canonical_paths(shipped: Catalogue, path: str, canonical: str) -> None:
    assert shipped.canonical(path) == canonical


@pytest.mark.parametrize(
    ("path", "kind", "vendor"),
    [
        ("logging.getLogger().info", Kind.LOG, "logging"),
        ("builtins.print", Kind.LOG, "standard output"),
        ("posthog.Posthog().capture", Kind.ANALYTICS, "PostHog"),
        ("analytics.track", Kind.ANALYTICS, "Segment"),
        ("openai.AsyncAzureOpenAI().chat.completions.create", Kind.AI, "Azure OpenAI"),
        ("anthropic.Anthropic().messages.create", Kind.AI, "Anthropic"),
        ("langchain_openai.ChatOpenAI().bind_tools().invoke", Kind.AI, "OpenAI"),
        ("sentry_sdk.push_scope().set_extra", Kind.ERROR_TRACKER, "Sentry"),
        ("requests.Session().post", Kind.HTTP, "HTTP"),
        ("boto3.client().converse", Kind.AI, "Amazon Bedrock"),
        ("transformers.Trainer().train", Kind.AI_TRAINING, "transformers"),
        ("stripe.Customer.create", Kind.PAYMENT, "Stripe"),
    ],
)
def test_sinks(shipped: Catalogue, path: str, kind: Kind, vendor: str) -> None:
    assert [(sink.kind, sink.vendor) for sink in shipped.sinks(path)] == [(kind, vendor)]


def test_positions_have_the_roles_of_their_parameters(shipped: Catalogue) -> None:
    (sink,) = shipped.sinks("mixpanel.Mixpanel().track")
    assert sink.args["0"] is sink.args["distinct_id"] is Role.VALUE
    assert sink.args["2"] is sink.args["properties"] is Role.DEEP
    assert "1" not in sink.args


def test_standard_output_is_less_sure(shipped: Catalogue) -> None:
    assert shipped.sinks("builtins.print")[0].confidence is Confidence.MEDIUM


def test_a_constant_tells_training_files_from_others(shipped: Catalogue) -> None:
    kinds = {sink.kind: sink.when for sink in shipped.sinks("openai.OpenAI().files.create")}
    assert kinds == {Kind.AI: {}, Kind.AI_TRAINING: {"purpose": "fine-tune"}}


def test_transforms(shipped: Catalogue) -> None:
    assert shipped.transform("hashlib.sha256") is Transform.HASHED
    assert shipped.transform("hashlib.sha256().hexdigest") is Transform.HASHED
    assert shipped.transform("bcrypt.hashpw") is Transform.KEYED_HASH
    assert shipped.transform("json.dumps") is None
    assert shipped.transform("nothing.known") is None


def test_sources(shipped: Catalogue) -> None:
    form = shipped.source("django.core.handlers.wsgi.WSGIRequest().POST")
    meta = shipped.source("rest_framework.request.Request().META")
    assert form is not None and form.keyed and not form.category
    assert meta is not None and meta.table["remote_addr"] == "user.device.ip_address"
    made = shipped.source(shipped.canonical("rest_framework.authtoken.models.Token.objects.create().key"))
    assert made is not None
    assert made.category == "user.authorization.token"


def test_relevance(shipped: Catalogue) -> None:
    assert shipped.knows("openai")
    assert shipped.knows("openai.AsyncOpenAI().chat")
    assert not shipped.knows("numpy_nothing")


@pytest.mark.parametrize(
    ("url", "vendor"),
    [
        ("https://api.openai.com/v1/chat/completions", "OpenAI"),
        ("https://API.OpenAI.com", "OpenAI"),
        ("https://o1.ingest.sentry.io/api/", "Sentry"),
        ("https://graph.facebook.com/v19.0/12/events?access_token=", "Meta"),
        ("https://graph.facebook.com/v19.0/me/feed", "Facebook"),
        ("https://user:pw@api.stripe.com:443/v1", "Stripe"),
    ],
)
def test_hosts(shipped: Catalogue, url: str, vendor: str) -> None:
    host = shipped.host(url)
    assert host is not None and host.vendor == vendor


@pytest.mark.parametrize(
    "url", ["https://", "https://api.openai", "/v1/chat", "https://api.openai.com.evil.example/", ""]
)
def test_unknown_hosts(shipped: Catalogue, url: str) -> None:
    assert shipped.host(url) is None


@pytest.mark.parametrize(
    ("kind", "transform", "category", "accepted"),
    [
        (Kind.LOG, Transform.HASHED, "user.contact.email", True),
        (Kind.LOG, Transform.TRUNCATED, "user.contact.email", True),
        (Kind.LOG, Transform.TRUNCATED, "user.name", False),
        (Kind.LOG, Transform.RAW, "user.contact.email", False),
        (Kind.ANALYTICS, Transform.HASHED, "user.contact.email", False),
        (Kind.ADS, Transform.HASHED, "user.contact.email", False),
        (Kind.ADS, Transform.MASKED, "user.contact.email", False),
        (Kind.AI, Transform.TOKENISED, "user.name", True),
        (Kind.AI, Transform.HASHED, "user.name", False),
    ],
)
def test_acceptance(shipped: Catalogue, kind: Kind, transform: Transform, category: str, *, accepted: bool) -> None:
    assert shipped.accepts(kind, transform, category) is accepted


@pytest.mark.parametrize(
    ("word", "vendor"),
    [
        ("posthog", "PostHog"),
        ("facebook pixel", "Meta"),
        ("GA4", "Google Analytics"),
        ("pay jp", "PAY.JP"),
        ("?", None),
    ],
)
def test_vendors_by_any_name(shipped: Catalogue, word: str, vendor: str | None) -> None:
    assert shipped.vendor(word) == vendor


def test_markers(shipped: Catalogue) -> None:
    assert shipped.marker("requires_consent") == "consent"
    assert shipped.marker("print") is None


# -- users' own files -------------------------------------------------------------------------------------


def _own(*texts: str) -> Catalogue:
    layers = [[parse_rule_file(text, "own.toml", _CATEGORIES)] for text in texts]
    return Catalogue(compile_tables(layers, {}, compile_names(rules_root())))


_SINK = '[[sink]]\napi = "shop.bus.{{emit,send}}"\nkind = "{kind}"\nvendor = "Bus"\nargs = {{ "*" = "deep" }}\n'


def test_a_later_file_overrides_by_path() -> None:
    catalogue = _own(_SINK.format(kind="http"), _SINK.format(kind="ads").replace(",send", ""))
    assert [sink.kind for sink in catalogue.sinks("shop.bus.emit")] == [Kind.ADS]
    assert [sink.kind for sink in catalogue.sinks("shop.bus.send")] == [Kind.HTTP]


def test_an_exact_path_answers_before_a_wildcard() -> None:
    wild = _SINK.format(kind="http").replace("{emit,send}", "*")
    catalogue = _own(wild + _SINK.format(kind="ads"))
    assert [sink.kind for sink in catalogue.sinks("shop.bus.emit")] == [Kind.ADS]
    assert [sink.kind for sink in catalogue.sinks("shop.bus.other")] == [Kind.HTTP]


def test_defaults_fill_in_what_an_entry_leaves_out() -> None:
    catalogue = _own('[defaults]\nkind = "crm"\nvendor = "V"\nconfidence = "low"\n[[sink]]\napi = "a.b"\nargs = {}\n')
    (sink,) = catalogue.sinks("a.b")
    assert (sink.kind, sink.vendor, sink.confidence) == (Kind.CRM, "V", Confidence.LOW)


def test_values_that_lead_in_a_circle_end() -> None:
    catalogue = _own('[[value]]\napi = "a.b"\nis = "c.d"\n[[value]]\napi = "c.d"\nis = "a.b"\n')
    assert catalogue.canonical("a.b.x") in {"a.b.x", "c.d.x"}


def test_values_that_grow_end() -> None:
    assert _own('[[value]]\napi = "a"\nis = "a.b"\n').canonical("a.x").endswith(".x")


def test_all_mistakes_of_a_file_are_reported_with_lines() -> None:
    text = (
        '[[sink]]\napi = "a..b"\nkind = "analytic"\nvendor = "V"\nargs = { x = "depp" }\nvendr = 1\n'
        '[[source]]\napi = "a.b"\ncategory = "user.contact.emial"\n[[sinks]]\n'
    )
    with pytest.raises(UserErrors) as caught:
        parse_rule_file(text, "own.toml", _CATEGORIES)
    told = [(error.line, error.message.split(":")[0], error.hint) for error in caught.value.errors]
    assert told == [
        (
            2,
            'malformed path "a..b"',
            'a path looks like "pkg.Class().method", with {a,b} for alternatives and * for one name',
        ),
        (3, "sink.kind", 'did you mean "analytics"?'),
        (5, "sink.args.x", 'did you mean "deep"?'),
        (6, 'unknown key "vendr"', 'did you mean "vendor"?'),
        (9, 'unknown category "user.contact.emial"', 'did you mean "user.contact.email"?'),
        (10, 'unknown key "sinks"', 'did you mean "sink"?'),
    ]


@pytest.mark.parametrize(
    ("text", "line", "message", "hint"),
    [
        ('[[source]]\napi = "a..b"\ncategory = "user"', 2, 'malformed path "a..b"', "a path looks like"),
        ('[[source]]\napi = "a"\ntable = { m = "user.locaton" }', 3, "unknown category", '"user.location"'),
        ('[[value]]\napi = "a"\nis = "b c"', 3, 'malformed path "b c"', "a path looks like"),
        ('[[flow]]\napi = "a"\nto = "retrun"', 3, 'unknown target "retrun"', 'did you mean "return"?'),
        ('[[flow]]\napi = "a"\nto = "0"', 3, 'unknown target "0"', "one of return, return:item"),
        ('[[host]]\nname = "https://a.io/x"\nkind = "ads"\nvendor = "A"', 2, "malformed host", 'write "a.io"'),
        ('[[host]]\nname = "a.io"\npath = "v1"\nkind = "ads"\nvendor = "A"', 3, "malformed path of a URL", '"/v1"'),
        (f'{_MINIMAL}also_reads = ["bond"]', 6, 'unknown context "bond"', 'did you mean "bound"?'),
        ('[[sanitizer]]\napi = "a"', 1, 'unknown key "sanitizer"', "known here: defaults, sink, flow"),
        ('[[sink]]\napi = "a"\nkind = "ads"\nargs = {}', 1, 'sink: the key "vendor" is missing', ""),
        ('[[sink]]\napi = "a"\nkind = "ads"\nvendor = "A"\nargs = ["x"]', 5, "sink.args: expected a table", ""),
        ('[defaults]\nkind = "add"', 2, "defaults.kind: expected one of", 'did you mean "ads"?'),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_rule_file(text: str, line: int, message: str, hint: str) -> None:
    with pytest.raises(UserErrors) as caught:
        parse_rule_file(text, "own.toml", _CATEGORIES | {"user"})
    (error,) = caught.value.errors
    assert (error.file, error.line) == ("own.toml", line)
    assert message in error.message
    assert hint in error.hint


def test_mistakes_of_several_files_are_reported_together(tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text("sink = 1\n")
    (tmp_path / "two.toml").write_text("= broken\n")
    with pytest.raises(UserErrors) as caught:
        load_catalogue((str(tmp_path / "one.toml"), str(tmp_path / "two.toml"), str(tmp_path / "missing.toml")))
    assert [error.message.split(":")[0] for error in caught.value.errors] == [
        "there is no such rule file",
        "sink",
        "not valid TOML",
    ]


def test_a_folder_stands_for_the_rule_files_in_it(tmp_path: Path) -> None:
    (tmp_path / "own" / "deep").mkdir(parents=True)
    (tmp_path / "own" / "deep" / "sinks.toml").write_text(_SINK.format(kind="ads"))
    found = load_catalogue(("own",), folder=str(tmp_path))
    assert [sink.kind.value for sink in found.sinks("shop.bus.emit")] == ["ads"]
    (tmp_path / "own" / "broken.toml").write_text("[[sinks]]\n")
    with pytest.raises(UserErrors, match=r"^own/broken\.toml:1: unknown key"):
        load_catalogue(("own",), folder=str(tmp_path))


def test_a_folder_without_rule_files_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"^own: the folder holds no rule file"):
        (tmp_path / "own").mkdir()
        load_catalogue(("own",), folder=str(tmp_path))


# -- cache ------------------------------------------------------------------------------------------------


class _Shelf:
    def __init__(self) -> None:
        self.kept: dict[tuple[str, bytes], bytes] = {}

    def get(self, kind: str, key: bytes) -> bytes | None:
        return self.kept.get((kind, key))

    def put(self, kind: str, key: bytes, value: bytes) -> None:
        self.kept[kind, key] = value


def test_a_warm_catalogue_equals_a_cold_one(shipped: Catalogue) -> None:
    shelf = _Shelf()
    load_catalogue(cache=shelf)
    kept = dict(shelf.kept)
    warm = load_catalogue(cache=shelf)
    assert shelf.kept == kept and len(kept) == 1
    assert warm.entries == shipped.entries
    assert warm.sinks("posthog.capture") == shipped.sinks("posthog.capture")


def test_a_warm_catalogue_costs_little() -> None:
    shelf = _Shelf()
    load_catalogue(cache=shelf)
    costs = timeit.repeat(lambda: load_catalogue(cache=shelf).names, timer=time.process_time, number=1, repeat=9)
    assert min(costs) <= 0.015


def test_a_changed_rule_file_is_read_again(tmp_path: Path) -> None:
    shelf, own = _Shelf(), tmp_path / "own.toml"
    for kind in ("http", "analytics"):
        own.write_text(_SINK.format(kind=kind))
        assert [sink.kind.value for sink in load_catalogue((str(own),), shelf).sinks("shop.bus.emit")] == [kind]
