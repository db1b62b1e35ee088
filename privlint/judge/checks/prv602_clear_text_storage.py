"""Card, bank or credential data is kept as it is.

## What it finds

A column of a plain type holds card or bank data, or card, bank or credential data flows unencrypted into a file, a
cache, a queue, a session or a database.

## Why it matters

The policy promises safe handling, and card data is the payment provider's alone. A copy of the database, a backup or a
log of the cache then gives everything away.

## Example

```python
class Payout(Model):
    iban = CharField(max_length=34)
```

## What to do instead

```python
class Payout(Model):
    iban = EncryptedCharField(max_length=34)
```

Keep the provider's token rather than the number, and the hash of a password rather than the password.

## Limits

A column is taken to be encrypted when its type says so (`EncryptedCharField`, `StringEncryptedType`, `FernetField`), or
its name says that it holds a hash, a token or the last digits. Columns named `password` are judged only by what flows
into stores, since nearly all of them keep a hash. Encryption of the disk or of the database is not seen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.judge.build import cited, plain_finding, stands_on, trace
from privlint.judge.check import Check
from privlint.judge.evidence import Deposit
from privlint.model.scale import Severity

if TYPE_CHECKING:
    from privlint.judge.context import Context
    from privlint.model.finding import Finding

CHECK = Check(
    code="PRV602",
    name="clear-text-storage",
    evidence=Deposit,
    severity=Severity.WARNING,
    since="0.1",
)


def judge(deposit: Deposit, context: Context) -> Finding:
    """The finding for sensitive data kept in the clear."""
    what = f"{context.label(deposit.category)} ({deposit.text})"
    return plain_finding(
        CHECK,
        f"{what} is kept unencrypted in {deposit.store}{stands_on(CHECK, context)}",
        deposit.site,
        (context.module(deposit.site.path), deposit.function, deposit.text, deposit.store),
        confidence=deposit.confidence,
        missing="it is not encrypted",
        mend=(
            "do not keep it: keep the token that the payment provider gives for it",
            "encrypt it first, or use a column type that does",
        ),
        clauses=cited(CHECK.code, context),
        categories=(deposit.category,),
        related=trace(deposit.flow) if deposit.flow is not None else (),
    )
