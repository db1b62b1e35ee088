"""A small report with a bit of everything: wide characters, values to hide, a wrapper, a file that does not parse."""

from __future__ import annotations

from privlint.model.finding import ClauseRef, Finding, Mark, Report, RuleInfo
from privlint.model.place import Place, Site
from privlint.model.scale import Confidence, Severity
from privlint.model.trouble import Trouble

SIGNUP = """\
import logging

from shop.track import track

logger = logging.getLogger(__name__)


def signup(request):
    email = request.POST["email"]
    名前 = "山田"; logger.info("😀 %s %s", "taro@example.com", email)
    track("signup", email=email)
"""

TRACK = """\
def track(event, **props):
    posthog.capture("x", event, props)
"""

SECURITY = ClauseRef("deskrex", "5", "Security: access only for the authorised")
PROCESSORS = ClauseRef("deskrex", "6.8", "Outsourcing to processors")


def mark(path: str, line: int, start: int, end: int, text: str, kind: str = "", depth: int = 0) -> Mark:
    """A mark on one line, from column ``start`` to before ``end``."""
    return Mark(Site(path, line), text, kind, depth, Place(path, line, start, line, end))


IN_LOG = Finding(
    "PRV101",
    "personal-data-in-log",
    Severity.WARNING,
    Confidence.HIGH,
    'e-mail address of the person behind the request reaches logging (log): Article 5 permits it with purpose "support"'
    ' or "provide-service", and none is declared',
    Site("shop/signup.py", 40),
    missing="a declared purpose",
    mend=(
        "leave the e-mail address out of the message",
        "declare # privlint: purpose=support if that is what the line is for",
    ),
    clauses=(SECURITY,),
    categories=("user.contact.email",),
    subject="request",
    kind="log",
    vendor="logging",
    api="logging.Logger.info",
    trace=(
        mark("shop/signup.py", 9, 13, 34, 'request.POST["email"] is read', "source"),
        mark("shop/signup.py", 9, 5, 10, "assigned to email", "assign"),
        mark("shop/signup.py", 10, 59, 64, "passed to logging.Logger.info", "sink"),
    ),
    fingerprint="1" * 64,
    loose_fingerprint="2" * 64,
    place=Place("shop/signup.py", 10, 59, 10, 64),
)

IN_ANALYTICS = Finding(
    "PRV103",
    "personal-data-in-analytics",
    Severity.ERROR,
    Confidence.MEDIUM,
    "e-mail address of the person behind the request reaches PostHog (analytics)",
    Site("shop/signup.py", 50),
    missing='consent for "analytics"; consent for "advertising" was tested',
    clauses=(PROCESSORS,),
    categories=("user.contact.email",),
    subject="request",
    kind="analytics",
    vendor="PostHog",
    api="posthog.capture",
    purposes=("support",),
    trace=(
        mark("shop/signup.py", 9, 13, 34, 'request.POST["email"] is read', "source"),
        mark("shop/signup.py", 11, 5, 33, "passed to track(email=…)", "call"),
        mark("shop/track.py", 1, 18, 25, "received as **props", "enter", 1),
        mark("shop/track.py", 2, 33, 38, "passed to posthog.capture", "sink", 1),
    ),
    related=(mark("shop/track.py", 2, 5, 39, "the recipient [inside] the wrapper"),),
    fingerprint="3" * 64,
    place=Place("shop/signup.py", 11, 21, 11, 32),
)

NOT_ANALYSED = Finding(
    "PRV904",
    "file-not-analysed",
    Severity.ERROR,
    Confidence.HIGH,
    "shop/broken.py is not analysed: line 1 is not Python",
    Site("shop/broken.py", -1),
)

SILENCED = Finding(
    "PRV101",
    "personal-data-in-log",
    Severity.WARNING,
    Confidence.HIGH,
    "name of user reaches logging (log)",
    Site("shop/signup.py", 60),
    fingerprint="4" * 64,
    place=Place("shop/signup.py", 5, 1, 5, 7),
    suppressed="audited by the privacy team",
)

RULES = (
    RuleInfo(
        "PRV101",
        "personal-data-in-log",
        Severity.WARNING,
        "Personal data reaches a log",
        "## What it finds\n\nLogs.",
        "0.1.0",
    ),
    RuleInfo(
        "PRV103",
        "personal-data-in-analytics",
        Severity.WARNING,
        "Personal data reaches analytics",
        "",
        "0.1.0",
    ),
    RuleInfo("PRV904", "file-not-analysed", Severity.ERROR, "A file could not be read or parsed", "", "0.1.0"),
)

REPORT = Report(
    findings=(IN_ANALYTICS, SILENCED, IN_LOG, NOT_ANALYSED),
    rules=RULES,
    clauses=(ClauseRef("deskrex", "1.1", "What people give"), SECURITY, PROCESSORS),
    policies=(("deskrex", "Deskrex, Inc. Privacy Policy", "2026-02-10"),),
    troubles=(Trouble("PRV904", "shop/broken.py", "line 1 is not Python", 1, "Mend the file or exclude it."),),
    sources={"shop/signup.py": SIGNUP, "shop/track.py": TRACK},
    checked=3,
    suppressed=1,
    exit_code=1,
    version="0.1.0",
    category_labels={"user.contact.email": "e-mail address"},
    digests={"shop/signup.py": "5" * 64},
)

NOTHING = Report(findings=(), rules=RULES, checked=12, version="0.1.0")
