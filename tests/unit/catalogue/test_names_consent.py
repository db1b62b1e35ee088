"""Consent by name: scope, direction and kind of question; what only looks like consent."""

from __future__ import annotations

import pytest

from privlint.catalogue.locate import rules_root
from privlint.catalogue.names import ConsentWord, Names, load_names

NOUN = ConsentWord(noun=True)


@pytest.fixture(scope="module")
def names() -> Names:
    return load_names(rules_root())


def _noun(scope: str = "", *, negated: bool = False) -> ConsentWord:
    return ConsentWord(scope, noun=True, negated=negated)


def _asks(scope: str = "", *, negated: bool = False) -> ConsentWord:
    return ConsentWord(scope, negated=negated)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        # the consent itself
        ("consent", _noun()),
        ("consents", _noun()),
        ("consented", _noun()),
        ("user_consent", _noun()),
        ("user.consents", _noun()),
        ("gdpr_consent", _noun()),
        ("consent_given", _noun()),
        ("consent_granted", _noun()),
        ("consented_at", _noun()),
        ("analytics_consent", _noun("analytics")),
        ("consent_analytics", _noun("analytics")),
        ("trackingConsent", _noun("analytics")),
        ("cookie_consent", _noun("analytics")),
        ("marketing_consent", _noun("advertising")),
        ("marketing_opt_in", _noun("advertising")),
        ("opted_in", _noun()),
        ("opted_in_to_marketing", _noun("advertising")),
        ("ads_consent_given", _noun("advertising")),
        ("location_consent", _noun("location")),
        ("survey_consent", _noun("survey")),
        ("third_party_consent", _noun("third-party")),
        ("data_sharing_consent", _noun("third-party")),
        ("consent_to_location", _noun("location")),
        ("同意", _noun()),
        ("広告同意", _noun("advertising")),
        ("einwilligung", _noun()),
        ("marketing_einwilligung", _noun("advertising")),
        ("accepts_marketing", _noun("advertising")),
        ("accepted_cookies", _noun("analytics")),
        ("tracking_allowed", _noun("analytics")),
        ("allows_tracking", _asks("analytics")),
        ("location_permission", _noun("location")),
        # scopes that no policy has match nothing
        ("photo_consent", _noun("photo")),
        ("newsletter_opt_in", _noun("newsletter")),
        ("parental_consent", _noun("parental")),
        ("consent_to_treatment", _noun("treatment")),
        ("analytics_and_marketing_consent", _noun("analytics-advertising")),
        # questions
        ("has_consent", _asks()),
        ("has_given_consent", _asks()),
        ("is_consented", _asks()),
        ("has_consented", _asks()),
        ("has_analytics_consent", _asks("analytics")),
        ("hasMarketingConsent", _asks("advertising")),
        ("has_valid_consent_for_marketing", _asks("advertising")),
        ("check_consent", _asks()),
        ("get_consent", _asks()),
        ("has_opted_in", _asks()),
        ("may_track", _asks("analytics")),
        ("can_track_user", _asks("analytics")),
        ("is_tracking_allowed", _asks("analytics")),
        ("user_has_consented", _asks()),
        ("has_location_permission", _asks("location")),
        ("has_consent_for_third_party_sharing", _asks("third-party")),
        # raising questions
        ("require_consent", ConsentWord(raises=True)),
        ("ensure_consent", ConsentWord(raises=True)),
        ("ensure_analytics_consent", ConsentWord("analytics", raises=True)),
        ("require_marketing_opt_in", ConsentWord("advertising", raises=True)),
        ("assert_location_consent", ConsentWord("location", raises=True)),
        # negations
        ("no_consent", _noun(negated=True)),
        ("without_consent", _noun(negated=True)),
        ("consent_denied", _noun(negated=True)),
        ("consent_withdrawn", _noun(negated=True)),
        ("has_no_consent", _asks(negated=True)),
        ("opted_out", _noun(negated=True)),
        ("has_opted_out", _asks(negated=True)),
        ("analytics_opt_out", _noun("analytics", negated=True)),
        ("marketing_optout", _noun("advertising", negated=True)),
        ("do_not_track", _noun("analytics", negated=True)),
        ("dnt", _noun("analytics", negated=True)),
        ("do_not_sell", _noun("third-party", negated=True)),
        ("not_opted_out", _noun()),
        ("has_not_opted_out", _asks()),
        # setting a consent
        ("record_consent", ConsentWord(grants=True)),
        ("grant_consent", ConsentWord(grants=True)),
        ("save_marketing_consent", ConsentWord("advertising", grants=True)),
        ("set_opt_in", ConsentWord(grants=True)),
        ("give_consent", ConsentWord(grants=True)),
    ],
)
def test_consent(names: Names, name: str, expected: ConsentWord) -> None:
    assert names.consent(name) == expected


@pytest.mark.parametrize(
    "name",
    [
        "consent_form",
        "consent_url",
        "consent_version",
        "consent_id",
        "consent_text",
        "consent_required",
        "consent_screen",
        "consent_banner",
        "consent_status",
        "withdraw_consent",
        "revoke_consent",
        "request_consent",
        "render_consent",
        "process_consent",
        "handle_consent",
        "ConsentManager",
        "ConsentForm",
        "tracking_enabled",
        "analytics_enabled",
        "enable_tracking",
        "tracking",
        "marketing",
        "analytics",
        "feature_enabled",
        "content",
        "consensus",
        "can_edit",
        "is_allowed",
        "may_delete",
        "allowed_hosts",
        "allowed_locations",
        "accepted",
        "accept_terms",
        "agreed_to_terms",
        "can_view_analytics",
        "has_permission",
        "permission_required",
        "can_share",
        "track_event",
        "option",
        "opt",
        "",
        "is_active",
    ],
)
def test_no_consent(names: Names, name: str) -> None:
    assert names.consent(name) is None


@pytest.mark.parametrize(
    ("name", "negated"),
    [
        ("analytics_opt_out", True),
        ("opted_out", True),
        ("do_not_track", True),
        ("optedOut", True),
        ("not_opted_out", False),
        ("user.dnt", True),
    ],
)
def test_opt_out_flag(names: Names, name: str, negated: bool) -> None:
    flag = names.opt_out_flag(name)
    assert flag is not None
    assert flag.negated is negated


@pytest.mark.parametrize("name", ["opted_in", "consent", "analytics_consent", "out", "opt_out_url", "track"])
def test_no_opt_out_flag(names: Names, name: str) -> None:
    assert names.opt_out_flag(name) is None


@pytest.mark.parametrize(
    ("word", "scope"),
    [
        ("marketing", "advertising"),
        ("ads", "advertising"),
        ("tracking", "analytics"),
        ("cookies", "analytics"),
        ("statistics", "analytics"),
        ("gps", "location"),
        ("location", "location"),
        ("third_party", "third-party"),
        ("third-party", "third-party"),
        ("THIRD_PARTY", "third-party"),
        ("questionnaire", "survey"),
        ("広告", "advertising"),
        ("newsletter", "newsletter"),
        ("", ""),
    ],
)
def test_scope(names: Names, word: str, scope: str) -> None:
    assert names.scope(word) == scope
