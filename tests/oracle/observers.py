"""Packages that watch people, and those that carry what is told of them: logs, trackers, analytics, ads, HTTP, cookies.

The table is part of that in ``vendors``: the part of a package, and the kind of recipient behind it. An empty kind
stands for what only makes values: an event, a message, an identity.
"""

from __future__ import annotations

_LOGS = ("aiologger", "eliot", "google.cloud.logging", "google.cloud.logging_v2", "logbook", "picologging")
_TRACKERS = (
    "bugsnag",
    "datadog",
    "ddtrace",
    "elasticapm",
    "honeybadger",
    "newrelic",
    "opentelemetry",
    "pybrake",
    "raygun4py",
    "rollbar",
    "sentry_sdk",
)
_ANALYTICS = (
    "amplitude",
    "analytics",
    "braze",
    "customerio",
    "ga4mp",
    "klaviyo_api",
    "ldclient",
    "mixpanel",
    "posthog",
    "rudder_analytics",
    "rudderstack",
    "segment",
    "snowplow_tracker",
)
_ADS = (
    "bingads",
    "business_api_client",
    "facebook_business",
    "google.ads",
    "google_ads",
    "linkedin_api",
    "pinterest",
    "twitter_ads",
)
_HTTP = ("aiohttp", "httpx", "requests", "urllib3")
_COOKIES = ("aiohttp.web", "bottle", "falcon", "litestar", "pyramid", "sanic", "tornado.web", "webob")
_GOOGLE_ADS = "google.ads.googleads.client.GoogleAdsClient"
_VALUES = (
    "aiohttp.FormData",
    "amplitude.BaseEvent",
    "amplitude.EventOptions",
    "amplitude.Identify",
    "amplitude.Revenue",
    "ga4mp.GtagMP().create_new_event",
    f"{_GOOGLE_ADS}.load_from_dict().get_type",
    f"{_GOOGLE_ADS}.load_from_env().get_type",
    f"{_GOOGLE_ADS}.load_from_storage().get_type",
    f"{_GOOGLE_ADS}().get_type",
    "ldclient.Context",
    "pinterest.ads.conversion_events.Conversion.create_conversion_event",
    "pybrake.Notifier().build_notice",
    "requests.Request",
)
OBSERVERS = {
    **dict.fromkeys(_LOGS, "log"),
    **dict.fromkeys(_TRACKERS, "error-tracker"),
    **dict.fromkeys(_ANALYTICS, "analytics"),
    **dict.fromkeys(_ADS, "ads"),
    **dict.fromkeys(_HTTP, "http"),
    **dict.fromkeys(_COOKIES, "cookie"),
    **dict.fromkeys(_VALUES, ""),
}
