"""Transforms by the name of a function, and the names that only sound like one."""

from __future__ import annotations

import pytest

from privlint.catalogue.locate import rules_root
from privlint.catalogue.names import Names, load_names
from privlint.model.scale import Transform


@pytest.fixture(scope="module")
def names() -> Names:
    return load_names(rules_root())


@pytest.mark.parametrize(
    ("name", "transform"),
    [
        ("mask", Transform.MASKED),
        ("mask_email", Transform.MASKED),
        ("maskEmail", Transform.MASKED),
        ("masked", Transform.MASKED),
        ("get_masked_email", Transform.MASKED),
        ("email_masker", Transform.MASKED),
        ("redact", Transform.MASKED),
        ("redact_pii", Transform.MASKED),
        ("redactor.redact", Transform.MASKED),
        ("PIIRedactor", Transform.MASKED),
        ("scrub", Transform.MASKED),
        ("scrub_event", Transform.MASKED),
        ("anonymize", Transform.MASKED),
        ("anonymise_user", Transform.MASKED),
        ("user_anonymizer", Transform.MASKED),
        ("obfuscate_phone", Transform.MASKED),
        ("censor", Transform.MASKED),
        ("sanitize_pii", Transform.MASKED),
        ("strip_pii", Transform.MASKED),
        ("safe_mask", Transform.MASKED),
        ("_mask_phone", Transform.MASKED),
        ("hash", Transform.HASHED),
        ("hash_email", Transform.HASHED),
        ("hashed_email", Transform.HASHED),
        ("sha256", Transform.HASHED),
        ("sha256_hex", Transform.HASHED),
        ("md5_digest", Transform.HASHED),
        ("email_hash", Transform.HASHED),
        ("get_email_hash", Transform.HASHED),
        ("compute_hash", Transform.HASHED),
        ("hmac_sha256", Transform.KEYED_HASH),
        ("hmac_email", Transform.KEYED_HASH),
        ("hash_password", Transform.KEYED_HASH),
        ("make_password", Transform.KEYED_HASH),
        ("salted_hash", Transform.KEYED_HASH),
        ("bcrypt_hash", Transform.KEYED_HASH),
        ("encrypt", Transform.ENCRYPTED),
        ("encrypt_ssn", Transform.ENCRYPTED),
        ("encrypted_payload", Transform.ENCRYPTED),
        ("pseudonymize", Transform.TOKENISED),
        ("pseudonymise_id", Transform.TOKENISED),
        ("tokenize_card", Transform.TOKENISED),
        ("tokenize_pii", Transform.TOKENISED),
        ("truncate_ip", Transform.TRUNCATED),
        ("shorten_name", Transform.TRUNCATED),
        ("truncate_ip_address", Transform.TRUNCATED),
        ("last_four", Transform.TRUNCATED),
        ("email_domain", Transform.TRUNCATED),
        ("aggregate_by_city", Transform.AGGREGATED),
    ],
)
def test_transform(names: Names, name: str, transform: Transform) -> None:
    assert names.transform(name) is transform


@pytest.mark.parametrize(
    "name",
    [
        "unmask_email",
        "is_masked",
        "attention_mask",
        "create_mask",
        "get_mask",
        "mask_tokens",
        "masked_array",
        "hash_map",
        "hash_table",
        "verify_hash",
        "check_hash",
        "check_password_hash",
        "decrypt",
        "decrypt_ssn",
        "encryption_key",
        "tokenize",
        "tokenize_text",
        "detokenize",
        "truncate_table",
        "truncate",
        "truncate_text",
        "shorten",
        "sanitize_email",
        "format_email",
        "clean",
        "sanitize_html",
        "normalize",
        "rehearse",
        "task",
        "damask",
        "email",
        "",
        "set_masked",
        "should_redact",
        "skip_redaction",
    ],
)
def test_no_transform(names: Names, name: str) -> None:
    assert names.transform(name) is None
