"""``privlint explain`` on the demonstration shop: lines that are reported, and lines that rightly are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from privlint import pipeline
from privlint.explain.text import lines
from privlint.settings.load import Overrides, load
from tests.checkout import ROOT

if TYPE_CHECKING:
    from privlint.explain.explanation import Explanation

SHOP = ROOT / "fixtures" / "shop"


def explained(file: str, code: str) -> Explanation:
    """The explanation of the one line of a file of the shop that contains ``code``."""
    found = [number for number, line in enumerate((SHOP / file).read_text("utf-8").splitlines(), 1) if code in line]
    assert len(found) == 1, found
    settings = load(str(SHOP), Overrides(values={"cache": False, "jobs": 1}))
    return pipeline.explain(settings, file, found[0], str(SHOP))


def told(explanation: Explanation) -> str:
    """The text on one line, so that line breaks do not matter."""
    return " ".join(" ".join(lines(explanation, 200)).split())


def test_what_goes_into_a_wrapper() -> None:
    explanation = explained("teashop/accounts/views.py", 'track(customer, "signed_up"')
    text = told(explanation)
    assert "callee the function teashop.tracking.analytics.track" in text
    assert "e-mail address, raw, high confidence, of customer, read as customer.email in teashop.accounts.views" in text
    assert "the recipient is called at teashop/tracking/analytics.py:17:5" in text
    assert [(verdict.where, verdict.outcome) for verdict in explanation.verdicts] == [("enters", "reported")]
    assert "PRV103" in {judged.finding.code for judged in explanation.findings}
    assert "signed_up" not in text


def test_a_client_that_is_exported_again() -> None:
    explanation = explained("teashop/accounts/referrals.py", 'capture("invited"')
    (match,) = explanation.calls[0].matches
    assert (match.kind, match.vendor) == ("analytics", "PostHog")
    assert explanation.calls[0].callee == "product_analytics.capture"
    assert explanation.calls[0].taken_for == ("posthog.Posthog().capture outside the project",)
    assert {verdict.outcome for verdict in explanation.verdicts} == {"reported"}


def test_a_dict_from_another_module() -> None:
    explanation = explained("teashop/orders/services.py", "extra=parcel")
    (extra,) = (one for one in explanation.calls[0].arguments if one.label == "extra")
    assert {(one.part, one.category) for one in extra.contents} == {
        ("['email']", "user.contact.email"),
        ("['postal_code']", "user.contact.address.postal_code"),
    }
    assert {one.origin.function for one in extra.contents} == {"delivery_note"}
    assert [(verdict.where, verdict.outcome) for verdict in explanation.verdicts] == [("leaves", "reported")]


def test_where_that_dict_is_built() -> None:
    explanation = explained("teashop/orders/summary.py", '"postal_code": order.customer.postal_code')
    (verdict,) = (one for one in explanation.verdicts if one.flows[0].kind == "log")
    assert (verdict.where, verdict.outcome, verdict.because) == ("passes", "reported", "PRV101")
    assert explanation.findings == ()
    assert "not reported here" in told(explanation)


def test_a_consent_checked_by_a_caller_of_the_caller() -> None:
    explanation = explained("teashop/tracking/ads.py", 'send("AddToCart"')
    text = told(explanation)
    assert explanation.verdicts
    assert {verdict.outcome for verdict in explanation.verdicts} == {"permitted"}
    assert 'consent for "advertising" by the same person' in text
    assert "verdict permitted: deskrex permits it by" in text


def test_a_sanitizer() -> None:
    explanation = explained("teashop/accounts/views.py", "mask_email(customer.email)")
    (verdict,) = explanation.verdicts
    assert verdict.outcome == "harmless"
    assert "it is masked, and a recipient of kind log may have it so" in told(explanation)


@pytest.mark.parametrize("width", [40, 80])
def test_lines_keep_to_the_width(width: int) -> None:
    explanation = explained("teashop/orders/services.py", "extra=parcel")
    long = [line for line in lines(explanation, width) if len(line) > width]
    assert [line for line in long if len(line.split()) > 2] == []
