"""Which kind of recipient stands behind which part of a package that fixtures import and nobody installs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.oracle.observers import OBSERVERS

if TYPE_CHECKING:
    from collections.abc import Mapping

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
#: The part of a package, and the kind of recipient behind it (two are joined by ``+``); the longest part that a path
#: begins with counts.
RECIPIENTS = {
    **OBSERVERS,
    "Adyen": "payment",
    "agents": "ai",
    "aiogram": "messaging",
    "algoliasearch": "storage",
    "anthropic": "ai",
    "atlassian": "crm",
    "atproto": "social",
    "atproto.models": VALUE,
    "braintree": "payment",
    "chromadb": "storage",
    "cohere": "ai",
    "datasets": VALUE,
    "datasets.Dataset.from_list().push_to_hub": "ai-training",
    "discord": "messaging",
    "discord.Embed": VALUE,
    "discord_webhook": VALUE,
    "discord_webhook.DiscordWebhook().execute": "messaging",
    "elasticsearch": "storage",
    "facebook": "social",
    "facebook_business.adobjects.page": "social",
    "firebase_admin": VALUE,
    "github": "crm",
    "github.Auth": VALUE,
    "google": VALUE,
    "google.cloud.bigquery": "storage",
    "google.cloud.firestore": "storage",
    "google.cloud.pubsub_v1": "storage",
    "google.cloud.storage": "storage",
    "google.genai": "ai",
    "google.genai.types": VALUE,
    "google.generativeai": "ai",
    "googleapiclient": "crm",
    "googleapiclient.discovery.build(youtube)": "social",
    "groq": "ai",
    "gspread": "crm",
    "hubspot": "crm",
    "huggingface_hub": "ai",
    "instagrapi": "social",
    "intercom": "crm",
    "intercom.types": VALUE,
    "jira": "crm",
    "kafka": "storage",
    "keras": "ai-training",
    "langchain_anthropic": "ai",
    "langchain_core": VALUE,
    "langchain_ollama": "ai-local",
    "langchain_openai": "ai",
    "langfuse": "analytics",
    "langfuse.openai": "ai+analytics",
    "langsmith": VALUE,
    "langsmith.wrappers.wrap_openai()": "ai",
    "lightgbm": "ai-training",
    "lightgbm.Dataset": VALUE,
    "linebot": "messaging",
    "linebot.models": VALUE,
    "litellm": "ai",
    "llama_cpp": "ai-local",
    "llama_index": VALUE,
    "llama_index.core.VectorStoreIndex": "ai",
    "llama_index.llms": "ai",
    "mailchimp_marketing": "messaging",
    "mailchimp_transactional": "messaging",
    "mastodon": "social",
    "mistralai": "ai",
    "mollie": "payment",
    "notion_client": "crm",
    "ollama": "ai-local",
    "openai": "ai",
    "payjp": "payment",
    "paypalrestsdk": "payment",
    "pinecone": "storage",
    "pipedrive": "crm",
    "posthog.ai": "ai+analytics",
    "postmarker": "messaging",
    "praw": "social",
    "pyairtable": "crm",
    "pymongo": "storage",
    "qdrant_client": "storage",
    "qdrant_client.models": VALUE,
    "razorpay": "payment",
    "redis": "storage",
    "replicate": "ai-training",
    "resend": "messaging",
    "sendgrid": "messaging",
    "sendgrid.helpers": VALUE,
    "sentence_transformers": "ai-local",
    "sentence_transformers.InputExample": VALUE,
    "sentence_transformers.SentenceTransformer().fit": "ai-training",
    "simple_salesforce": "crm",
    "simple_salesforce.format_soql": VALUE,
    "sklearn": "ai-training",
    "slack_bolt": "messaging",
    "slack_sdk": "messaging",
    "smtplib": "messaging",
    "spacy": "ai-training",
    "square": "payment",
    "stripe": "payment",
    "telebot": "messaging",
    "telegram": "messaging",
    "together": "ai",
    "transformers": "ai-local",
    "transformers.Trainer": "ai-training",
    "transformers.TrainingArguments": VALUE,
    "trl": "ai-training",
    "tweepy": "social",
    "twilio": "messaging",
    "twitter": "social",
    "twython": "social",
    "vertexai": "ai",
    "vertexai.generative_models.Part": VALUE,
    "vllm": "ai-local",
    "vllm.SamplingParams": VALUE,
    "xgboost": "ai-training",
    "zenpy": "crm",
    "zenpy.lib": VALUE,
    "zenpy.Zenpy().tickets()": VALUE,
    **dict.fromkeys(
        (
            "firebase_admin.messaging.send",
            "firebase_admin.messaging.send_each",
            "firebase_admin.messaging.send_each_async",
            "firebase_admin.messaging.send_each_for_multicast",
        ),
        "messaging",
    ),
    **{f"{client}({service})": kind for client in _AMAZON_CLIENTS for service, kind in _AMAZON.items()},
    **dict.fromkeys(("boto3", "aioboto3"), VALUE),
}
#: Keywords by which a caller keeps what is asked and answered from the second recipient of a call, and its kind.
_WITHHELD = {"posthog_privacy_mode": "analytics"}
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
    services = (f"{path}({given})" for given in args if isinstance(given, str))
    return next((service for service in services if service in RECIPIENTS), f"{path}()")


def kinds_told(kinds: str, keywords: Mapping[str, Any]) -> list[str]:
    """The kinds of recipients that a call with these keywords tells what it was given."""
    withheld = {kind for keyword, kind in _WITHHELD.items() if keywords.get(keyword) is True}
    return [kind for kind in kinds.split("+") if kind not in withheld]
