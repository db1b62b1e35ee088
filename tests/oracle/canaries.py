"""Canaries: recognisable values planted as personal data, and the search for them in whatever a recipient gets."""

from __future__ import annotations

import base64
import datetime
import hashlib
import hmac
import html
import re
import urllib.parse
import uuid
from typing import NamedTuple

#: What a name denotes, by the last word of the category's key.
WORDS = {
    "email": "email",
    "email_address": "email",
    "mail": "email",
    "phone": "phone_number",
    "phone_number": "phone_number",
    "mobile_number": "phone_number",
    "full_name": "name",
    "first_name": "first",
    "last_name": "last",
    "home_address": "address",
    "street": "street",
    "postal_code": "postal_code",
    "zip_code": "postal_code",
    "date_of_birth": "date_of_birth",
    "birth_date": "date_of_birth",
    "dob": "date_of_birth",
    "gender": "gender",
    "job_title": "job_title",
    "ip_address": "ip_address",
    "remote_addr": "ip_address",
    "client_ip": "ip_address",
    "x_forwarded_for": "ip_address",
    "host": "ip_address",
    "user_agent": "user_agent",
    "device_id": "device_id",
    "advertising_id": "advertising_id",
    "card_number": "credit_card",
    "iban": "bank_account",
    "ssn": "government_id",
    "passport_number": "government_id",
    "diagnosis": "health_and_medical",
    "password": "password",
    "survey_answers": "survey",
    "latitude": "precise",
    "longitude": "precise",
    "inquiry_text": "inquiry",
    "search_history": "search_history",
    "browsing_history": "browsing_history",
    "purchase_history": "purchase_history",
    "order_history": "purchase_history",
    "referer": "browsing_history",
    "氏名": "name",
    "メールアドレス": "email",
}
#: Names that denote a person's datum only where they hang on a person.
PERSONAL_WORDS = {"name": "name", "address": "address"}
#: Words before a datum that say whose it is, and leave the datum what it is.
OWNERS = ("user_", "customer_", "member_", "contact_", "billing_", "shipping_", "my_", "new_", "old_", "http_")
#: Keys with which fixtures compute keyed hashes.
HASH_KEYS = (b"key", b"secret", b"salt")


class Sighting(NamedTuple):
    """A canary in a text: its category word, whose it is, and what was done to it (``raw``, ``hashed`` …)."""

    word: str
    subject: str
    transform: str


_planted: dict[str, tuple[str, str]] = {}
_forms: dict[str, Sighting] = {}


def word_of(name: str, *, person: bool = False) -> str:
    """The category word that ``name`` denotes, or an empty string; ``person`` says that it hangs on a person."""
    plain = name.lower().replace("-", "_")
    if person and plain in PERSONAL_WORDS:
        return PERSONAL_WORDS[plain]
    for owner in ("", *OWNERS):
        rest = plain.removeprefix(owner)
        if (not owner or rest != plain) and rest in WORDS:
            return WORDS[rest]
    return ""


def text_canary(word: str, subject: str) -> str:
    """Plant and return the text that stands for one person's datum; the same for the same two words."""
    seed = hashlib.sha256(f"{word}/{subject}".encode()).digest()
    letters = "".join("bcdfghjkmnpqrtvwxz"[byte % 18] for byte in seed)
    head, tail = letters[:8], letters[8:16]
    value = f"{head}@{tail}.example" if word == "email" else f"{head}-{letters[16:22]}-{tail}"
    return plant(value, word, subject)


def date_canary(word: str, subject: str) -> datetime.date:
    """Plant and return a date of birth."""
    seed = hashlib.sha256(f"{word}/{subject}".encode()).digest()
    value = datetime.date(1900 + seed[0] % 30, 1 + seed[1] % 12, 1 + seed[2] % 28)
    for form in (value.isoformat(), repr(value), value.strftime("%d.%m.%Y"), str(value)):
        plant(form, word, subject)
    return value


def degree_canary(word: str, subject: str) -> float:
    """Plant and return a number with six decimals, such as a latitude."""
    seed = hashlib.sha256(f"{word}/{subject}".encode()).digest()
    value = round(10 + int.from_bytes(seed[:3], "big") % 60_000_000 / 1_000_000, 6)
    plant(str(value), word, subject)
    return value


def number_canary(word: str, subject: str) -> int:
    """Plant and return a number of nine digits, such as an id."""
    seed = hashlib.sha256(f"{word}/{subject}".encode()).digest()
    value = 100_000_000 + int.from_bytes(seed[:4], "big") % 900_000_000
    plant(str(value), word, subject)
    return value


def plant(value: str, word: str, subject: str) -> str:
    """Make ``value`` recognisable from now on, raw and in every listed transform; return it."""
    if value in _planted:
        return value
    _planted[value] = (word, subject)
    for transform, forms in _transforms(value).items():
        for form in forms:
            _forms.setdefault(form, Sighting(word, subject, transform))
    return value


def sightings(text: str) -> set[Sighting]:
    """All canaries in ``text``; a whole canary hides the fragments of itself."""
    low = text.lower()
    found = {sighting for form, sighting in _forms.items() if form in text or form in low}
    for token in re.findall(r"[A-Za-z0-9+/=_-]{20,}", text):
        found |= {sighting for form, sighting in _forms.items() if form in _decoded(token)}
    whole = {(seen.word, seen.subject) for seen in found if seen.transform == "raw"}
    return {
        seen
        for seen in found
        if seen.transform not in ("truncated", "domain") or (seen.word, seen.subject) not in whole
    }


def _transforms(value: str) -> dict[str, set[str]]:
    data = value.encode()
    forms = {
        "raw": {
            value,
            value.lower(),
            value[::-1],
            value.replace("@", " at "),
            value.replace("-", ""),
            urllib.parse.quote(value),
            html.escape(value),
            base64.b64encode(data).decode(),
            base64.urlsafe_b64encode(data).decode(),
            data.hex(),
        },
        "hashed": {hashlib.new(name, data).hexdigest() for name in ("md5", "sha1", "sha256", "sha512")}
        | {str(uuid.uuid5(space, value)) for space in (uuid.NAMESPACE_DNS, uuid.NAMESPACE_URL, uuid.NAMESPACE_OID)},
        "keyed-hash": {hmac.new(key, data, "sha256").hexdigest() for key in HASH_KEYS},
    }
    if any(letter.isalpha() for letter in value):
        parts = [part for part in re.split(r"[@.-]", value.removesuffix(".example")) if len(part) > 3]
        if "@" in value:
            forms["domain"] = {value.partition("@")[2]}
            forms["truncated"] = {value[:4], parts[0]}
        else:
            forms["truncated"] = {value[:4], parts[-1][-4:], *parts}
    return forms


def _decoded(token: str) -> str:
    try:
        return base64.b64decode(token, validate=True).decode()
    except ValueError:
        return ""
