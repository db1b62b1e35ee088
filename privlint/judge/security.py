"""Evidence of data in the clear: on the wire, and where code keeps them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from privlint.judge.evidence import Deposit, Passage
from privlint.model.category import covers
from privlint.model.recipient import Kind
from privlint.model.scale import Transform

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from privlint.judge.context import Context
    from privlint.judge.evidence import Handover
    from privlint.model.flow import Flow
    from privlint.model.rights import PersonalField

_OPEN_SCHEMES = frozenset({"http", "ftp", "ws", "telnet"})
_SENSITIVE = ("user.financial.credit_card", "user.financial.bank_account", "user.authorization")
#: Credentials in a column of a table are judged by what flows into it: a column ``password`` usually keeps a hash.
_IN_COLUMNS = ("user.financial.credit_card", "user.financial.bank_account")
_UNREADABLE = frozenset({Transform.ENCRYPTED, Transform.TOKENISED, Transform.KEYED_HASH, Transform.MASKED})
_HASHED = frozenset({Transform.HASHED, *_UNREADABLE})
_SEALED_TYPE = re.compile(r"encrypt|fernet|cipher|secret|vault|sealed|hash|token|password", re.IGNORECASE)
_SEALED_NAME = re.compile(
    r"encrypt|cipher|hash|digest|masked|last_?(4|four|digits)|token|fingerprint|brand|expir", re.IGNORECASE
)
#: Field types that hold no readable data of these categories.
_HOLDING_NOTHING = frozenset(
    {"BooleanField", "Boolean", "bool", "DateTimeField", "DateTime", "datetime", "BinaryField"}
)


def passages(handovers: Iterable[Handover], context: Context) -> Iterator[Passage]:
    """Calls that send personal data without encryption."""
    for handover in handovers:
        flow = handover.flows[0]
        if flow.first_party:
            continue
        if flow.scheme in _OPEN_SCHEMES:
            yield Passage(handover.flows, f"by {flow.scheme}://, which anybody on the way can read")
        elif flow.api.startswith("smtplib.SMTP()") and flow.call_site.path in context.analysis.rights.unencrypted_mail:
            yield Passage(handover.flows, "by a mail connection that never calls starttls()")
        elif flow.api.startswith("ftplib.FTP()"):
            yield Passage(handover.flows, "by FTP, which anybody on the way can read")


def deposits(context: Context) -> tuple[Deposit, ...]:
    """Sensitive data in columns of plain types, and those that flow into a store as they are."""
    columns = (
        _column(field)
        for model in context.analysis.rights.models
        if model.stored
        for field in model.fields
        if _is_plain_column(field)
    )
    kept = (_kept(flow) for flow in context.analysis.flows if _is_kept_in_the_clear(flow))
    return (*columns, *kept)


def _is_plain_column(field: PersonalField) -> bool:
    return (
        any(covers(key, field.category) for key in _IN_COLUMNS)
        and field.declared not in _HOLDING_NOTHING
        and not _SEALED_TYPE.search(field.declared)
        and not _SEALED_NAME.search(field.name)
    )


def _is_kept_in_the_clear(flow: Flow) -> bool:
    if flow.kind is not Kind.STORAGE or not any(covers(key, flow.category) for key in _SENSITIVE):
        return False
    credential = covers("user.authorization", flow.category)
    return flow.transform not in (_HASHED if credential else _UNREADABLE)


def _column(field: PersonalField) -> Deposit:
    text = f"{field.model.rpartition('.')[2]}.{field.name}"
    store = f"a column of type {field.declared}" if field.declared else "a column"
    return Deposit(field.site, field.category, field.confidence, text, store, field.model)


def _kept(flow: Flow) -> Deposit:
    store = flow.vendor or flow.api
    return Deposit(flow.report_site, flow.category, flow.confidence, flow.origin.text, store, flow.sink_function, flow)
