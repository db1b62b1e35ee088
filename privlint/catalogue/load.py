"""Rule files from disk: every mistake of every file reported at once, with file, line and nearest valid word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import msgspec.inspect

from privlint.catalogue.locate import missing_file
from privlint.catalogue.misuse import misused_words
from privlint.catalogue.schema import Defaults, RuleFile
from privlint.errors import UserError, UserErrors
from privlint.model.scale import Confidence
from privlint.settings.conversion import mistakes
from privlint.settings.toml_positions import TomlDocument, read_toml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_FILE = msgspec.inspect.type_info(RuleFile)
_DEFAULTS = msgspec.inspect.type_info(Defaults)


def read_rule_files(files: Iterable[tuple[str, Path]], categories: Iterable[str]) -> tuple[RuleFile, ...]:
    """Read rule files, given as (name to show, path); raise UserErrors with all that is wrong in any of them.

    ``categories`` are the keys that entries may name.
    """
    known = frozenset(categories)
    errors: list[UserError] = []
    read: list[RuleFile] = []
    for shown, path in files:
        try:
            read.append(parse_rule_file(_text(shown, path), shown, known))
        except UserErrors as several:
            errors += several.errors
        except UserError as error:
            errors.append(error)
    if errors:
        raise UserErrors(errors)
    return tuple(read)


def parse_rule_file(text: str, shown: str, categories: frozenset[str]) -> RuleFile:
    """One rule file from its text; raises UserError or UserErrors."""
    document = read_toml(text, shown)
    errors = list(mistakes(document, document.data.get("defaults", {}), _DEFAULTS, ("defaults",)))
    if not errors:
        _apply_defaults(document)
        errors = list(mistakes(document, document.data, _FILE))
    errors += misused_words(document, categories)
    if errors:
        raise UserErrors(errors)
    return msgspec.convert(_with_numbered_scales(document.data), RuleFile)


def _text(shown: str, path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise missing_file(shown, path) from None
    except OSError as error:
        raise UserError(f"cannot read the rule file: {error.strerror}", file=shown) from None
    except UnicodeDecodeError:
        raise UserError("the rule file is not UTF-8", file=shown) from None


def _apply_defaults(document: TomlDocument) -> None:
    """Give each entry the ``[defaults]`` it may have and does not set itself."""
    defaults = document.data.get("defaults")
    if not isinstance(defaults, dict):
        return
    assert isinstance(_FILE, msgspec.inspect.StructType)
    tables = {field.encode_name: field.type for field in _FILE.fields}
    for name, entries in document.data.items():
        table = tables.get(name)
        if isinstance(table, msgspec.inspect.VarTupleType) and isinstance(table.item_type, msgspec.inspect.StructType):
            allowed = {field.encode_name for field in table.item_type.fields}
            fitting = {key: value for key, value in defaults.items() if key in allowed}
            for entry in _entries(entries):
                entry.update({key: value for key, value in fitting.items() if key not in entry})


def _with_numbered_scales(data: dict[str, object]) -> dict[str, object]:
    """Write ``confidence = "medium"`` as the number that the enumeration stands for."""
    for entries in data.values():
        for entry in _entries(entries) if isinstance(entries, list) else [entries]:
            if isinstance(entry, dict) and "confidence" in entry:
                entry["confidence"] = Confidence[entry["confidence"].upper()].value
    return data


def _entries(value: object) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        yield from (entry for entry in value if isinstance(entry, dict))
