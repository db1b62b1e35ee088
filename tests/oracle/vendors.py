"""Which kind of recipient stands behind which part of a package that fixtures import and nobody installs."""

from __future__ import annotations

#: Kinds that :func:`kind_of` gives to parts that only make values: a message, a document, a prompt.
VALUE = ""
#: Services of Amazon, by the name that ``boto3.client`` is given.
_AMAZON = {
    "bedrock": "ai-training",
    "bedrock-runtime": "ai",
    "comprehend": "ai",
    "dynamodb": "storage",
    "s3": "storage",
    "ses": "messaging",
    "sesv2": "messaging",
    "sns": "messaging",
    "sqs": "storage",
}
_AMAZON_CLIENTS = (
    "boto3.client",
    "boto3.resource",
    "boto3.Session().client",
    "boto3.Session().resource",
    "boto3.session.Session().client",
    "aioboto3.Session().client",
)
#: The part of a package, and the kind of recipient behind it; the longest part that a path begins with counts.
RECIPIENTS = {
    "amplitude": "analytics",
    "anthropic": "ai",
    "bugsnag": "error-tracker",
    "cohere": "ai",
    "facebook_business": "ads",
    "google_ads": "ads",
    "httpx": "http",
    "hubspot": "crm",
    "mailchimp_marketing": "messaging",
    "mixpanel": "analytics",
    "openai": "ai",
    "pinterest": "ads",
    "posthog": "analytics",
    "requests": "http",
    "rollbar": "error-tracker",
    "segment": "analytics",
    "sendgrid": "messaging",
    "sentry_sdk": "error-tracker",
    "slack_sdk": "messaging",
    "stripe": "payment",
    "tweepy": "social",
    "twilio": "messaging",
    **{f"{client}({service})": kind for client in _AMAZON_CLIENTS for service, kind in _AMAZON.items()},
    **dict.fromkeys(("boto3", "aioboto3"), VALUE),
}
_ROOTS = frozenset(part.partition(".")[0] for part in RECIPIENTS)


def is_vendor(module: str) -> bool:
    """Whether the package of this module is one of the table."""
    return module.partition(".")[0] in _ROOTS


def kind_of(path: str) -> str:
    """The kind of recipient behind a path such as ``boto3.client(ses).send_email``; :data:`VALUE` where none is."""
    fitting = [
        part for part in RECIPIENTS if path.startswith(part) and path[len(part) : len(part) + 1] in ("", ".", "(")
    ]
    return RECIPIENTS[max(fitting, key=len)] if fitting else VALUE


def called(path: str, args: tuple[object, ...]) -> str:
    """The path of the result of a call; a service that is named by the first argument belongs to it."""
    service = f"{path}({args[0]})" if args and isinstance(args[0], str) else ""
    return service if service in RECIPIENTS else f"{path}()"
