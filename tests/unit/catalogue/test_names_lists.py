"""The word lists themselves: no word says two things, every file is sound, mistakes in a file are told."""

from __future__ import annotations

import shutil
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import msgspec
import pytest
import tomli

from privlint.catalogue.categories import load_categories
from privlint.catalogue.locate import rules_root
from privlint.catalogue.names import Names, NameTables, compile_names
from privlint.errors import UserError
from privlint.model.category import covers
from privlint.model.scale import Transform

if TYPE_CHECKING:
    from pathlib import Path

_WEIGHTS = ("sure", "likely", "weak", "context")


@pytest.fixture(scope="module")
def tables() -> NameTables:
    return compile_names(rules_root())


def _lexicon(language: Path) -> dict[str, dict[str, list[str]]]:
    return tomli.loads(language.read_text(encoding="utf-8"))


def _languages() -> list[Path]:
    return sorted((rules_root() / "names" / "lexicon").glob("*.toml"))


def test_languages() -> None:
    assert {path.stem for path in _languages()} >= {"en", "ja", "de", "fr", "es", "pt", "it", "nl", "zh", "ko"}


def test_no_phrase_names_two_categories(tables: NameTables) -> None:
    spelling = tables.lexicon.spelling
    categories: dict[str, set[str]] = defaultdict(set)
    for path in _languages():
        for category, lists in _lexicon(path).items():
            for phrase in (phrase for weight in _WEIGHTS for phrase in lists.get(weight, ())):
                categories[" ".join(spelling.words(phrase))].add(category)
    assert {phrase: found for phrase, found in categories.items() if len(found) > 1} == {}


@pytest.mark.parametrize("path", _languages(), ids=lambda path: path.stem)
def test_no_phrase_stands_twice_in_a_language(tables: NameTables, path: Path) -> None:
    spelling = tables.lexicon.spelling
    phrases = Counter(
        " ".join(spelling.words(phrase))
        for lists in _lexicon(path).values()
        for weight in _WEIGHTS
        for phrase in lists.get(weight, ())
    )
    assert [phrase for phrase, times in phrases.items() if times > 1] == []


def test_false_friends_are_no_data(tables: NameTables) -> None:
    grammar = tomli.loads((rules_root() / "names" / "grammar.toml").read_text(encoding="utf-8"))
    friends = {" ".join(tables.lexicon.spelling.words(phrase)) for phrase in grammar["false_friends"]}
    data = {
        " ".join(tables.lexicon.spelling.words(phrase))
        for path in _languages()
        for lists in _lexicon(path).values()
        for weight in _WEIGHTS
        for phrase in lists.get(weight, ())
    }
    assert friends & data == set()


def test_an_owner_is_one_thing(tables: NameTables) -> None:
    owners = tomli.loads((rules_root() / "names" / "owners.toml").read_text(encoding="utf-8"))
    kinds = [tables.lexicon.spelling.all(owners[kind]) for kind in ("persons", "maybe", "things")]
    assert kinds[0] & kinds[1] == kinds[0] & kinds[2] == kinds[1] & kinds[2] == set()


def test_tables_survive_as_bytes(tables: NameTables) -> None:
    read_back = msgspec.msgpack.decode(msgspec.msgpack.encode(tables), type=NameTables)
    assert read_back == tables
    assert Names(read_back).classify("customer_email") == Names(tables).classify("customer_email")


def test_transforms_are_known() -> None:
    functions = tomli.loads((rules_root() / "names" / "functions.toml").read_text(encoding="utf-8"))
    assert {entry["transform"] for entry in functions["transform"]} <= {transform.value for transform in Transform}


def test_every_category_has_a_parent_a_label_and_a_reference() -> None:
    categories = load_categories(rules_root())
    assert len(categories) >= 85
    for key, category in categories.items():
        assert key == "user" or key.rpartition(".")[0] in categories, key
        assert category.label, key
        assert any(reference.startswith("dpv:") for reference in category.references) or key == "user", key
    labels = Counter(category.label for category in categories.values())
    assert [label for label, times in labels.items() if times > 1] == []


@pytest.mark.parametrize(
    "key",
    [
        "user.behavior.access_log",
        "user.device.advertising_id",
        "user.device.user_agent",
        "user.content.inquiry",
        "user.content.survey",
        "user.account.external_id",
        "user.account.external_profile",
        "user.authorization.otp",
        "user.authorization.token",
    ],
)
def test_extensions_are_marked(key: str) -> None:
    assert load_categories(rules_root())[key].extension


def test_special_categories_and_identifying_ones() -> None:
    categories = load_categories(rules_root())
    special = (
        "user.health_and_medical",
        "user.biometric",
        "user.government_id",
        "user.criminal_history",
        "user.childrens",
    )
    assert all(category.special for key, category in categories.items() if any(covers(top, key) for top in special[:2]))
    assert all(categories[key].special for key in special)
    assert categories["user.contact.email"].identifying
    assert not any(categories[key].identifying for key in ("user.device", "user.unique_id", "user.account.username"))


def test_a_mistake_in_a_list_names_its_file(tmp_path: Path) -> None:
    root = tmp_path / "rules"
    shutil.copytree(rules_root(), root)
    (root / "names" / "owners.toml").write_text('persona = ["user"]\n', encoding="utf-8")
    with pytest.raises(UserError, match=r"owners\.toml.*persona"):
        compile_names(root)


def test_mistakes_in_several_languages_are_told_together(tmp_path: Path) -> None:
    root = tmp_path / "rules"
    shutil.copytree(rules_root(), root)
    for language in ("de", "fr"):
        (root / "names" / "lexicon" / f"{language}.toml").write_text('["user.name"]\nsure = 1\n', encoding="utf-8")
    with pytest.raises(UserError) as caught:
        compile_names(root)
    assert "de.toml" in str(caught.value)
    assert "fr.toml" in str(caught.value)
