"""Which kind of recipient answers at a URL that a fixture sends something to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tests.oracle.recorder import Carrier

#: Hosts, each with all below it; whoever is not listed is a third party like any other.
HOSTS = {
    "adjust.com": "ads",
    "ads-api.twitter.com": "ads",
    "ads-api.reddit.com": "ads",
    "amplitude.com": "analytics",
    "branch.io": "ads",
    "api.criteo.com": "ads",
    "api.linkedin.com": "ads",
    "api.mixpanel.com": "analytics",
    "api.openai.com": "ai",
    "api.pinterest.com": "ads",
    "api.segment.io": "analytics",
    "api.sendgrid.com": "messaging",
    "api.stripe.com": "payment",
    "api2.appsflyer.com": "ads",
    "bugsnag.com": "error-tracker",
    "business-api.tiktok.com": "ads",
    "capi.uet.microsoft.com": "ads",
    "eu.i.posthog.com": "analytics",
    "google-analytics.com": "analytics",
    "graph.facebook.com": "ads",
    "hooks.slack.com": "messaging",
    "plausible.io": "analytics",
    "rollbar.com": "error-tracker",
    "sentry.io": "error-tracker",
    "tr.snapchat.com": "ads",
    "us.i.posthog.com": "analytics",
}
_URL = re.compile(r"https?://([^/:]+)")


def kind_at(*values: Any) -> str:
    """The kind of the first URL among the values, which may be containers and objects that carry one."""
    host = next(_hosts(values), "")
    labels = host.split(".")
    names = (".".join(labels[start:]) for start in range(len(labels)))
    return next((HOSTS[name] for name in names if name in HOSTS), "http")


def _hosts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield from _URL.findall(value)[:1] if _URL.match(value) else {value} & HOSTS.keys()
        case Carrier():
            yield from _hosts(value.carried)
        case Mapping():
            yield from _hosts(list(value.values()))
        case list() | tuple():
            for item in value:
                yield from _hosts(item)
        case _:
            pass
