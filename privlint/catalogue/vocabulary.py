"""Word lists of ``rules/names`` and ``rules/consent`` as plain data: what words mean, never how they are combined."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import msgspec
import tomli

from privlint.errors import UserError, UserErrors

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

T = TypeVar("T")
Words = tuple[str, ...]


class CategoryWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words of one language for one category.

    ``sure`` name nothing else, ``likely`` hardly anything else, ``weak`` mostly this, ``context`` only where a person
    is at hand (``name``). ``not_after`` are words before the datum that make it something else (``welcome`` e-mail),
    ``not_before`` words behind it, ``not_of`` words of an owner that has no such datum, ``context_not_of`` those of an
    owner whose ``context`` words are its own (the ``id`` of an order), ``not_beside`` other parameters or fields next
    to which it is none (a password beside ``host``). ``cap`` is the most that a name alone can tell of the category
    (``low`` for ids).
    """

    sure: Words = ()
    likely: Words = ()
    weak: Words = ()
    context: Words = ()
    not_after: Words = ()
    not_before: Words = ()
    not_of: Words = ()
    context_not_of: Words = ()
    not_beside: Words = ()
    cap: str = ""


class Grammar(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words that are no data but decide what a datum word beside them means.

    ``abbreviations`` are spelled out wherever they stand, ``final_abbreviations`` behind another word only.
    ``connectors`` inside a name mean nothing (``date of birth``), ``invariable`` words look like plurals and are none
    (``news``). ``neutral_tails`` behind a datum leave it one
    (``email value``), any other word makes it something else. ``neutral`` words before a datum say nothing;
    ``first_vetoes`` at the start of a name (``has``, ``send``) and ``vetoes`` anywhere before the datum (``without``)
    make it none. ``roles`` are addresses that belong to the system, not to a person (``support``).
    """

    abbreviations: dict[str, str] = {}
    final_abbreviations: dict[str, str] = {}
    connectors: Words = ()
    invariable: Words = ()
    neutral_tails: Words = ()
    neutral: Words = ()
    first_vetoes: Words = ()
    vetoes: Words = ()
    roles: Words = ()
    false_friends: Words = ()


class Owners(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words for what a datum is read from.

    ``persons`` are people, ``maybe`` are people or machines (``client``), ``things`` are neither. ``configuration``
    holds settings, never people's data. ``class_tails`` end class names without changing what they are about
    (``UserSchema``); a variable that ends in a ``describing`` word holds no data unless a person stands before it.
    ``holders`` are things whose parts are named without them (``card.number``, ``address.line1``).
    ``requests`` are constants that hold what a request brings (``POST``). ``trailing_persons`` stand behind the datum,
    as in Romance languages (``correo_cliente``).
    """

    persons: Words = ()
    maybe: Words = ()
    things: Words = ()
    configuration: Words = ()
    class_tails: Words = ()
    describing: Words = ()
    holders: Words = ()
    requests: Words = ()
    trailing_persons: Words = ()


class TypeWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a declared type tells: the category it stands for, or that the value is none.

    ``transparent`` types say nothing of their content (``Optional``); those in ``only`` hold some categories and no
    other.
    """

    evidence: dict[str, str] = {}
    vetoes: Words = ()
    transparent: Words = ()
    only: tuple[OnlyFor, ...] = ()


class OnlyFor(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Types that veto every category but these."""

    types: Words
    categories: Words


class FunctionWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the name of a function promises.

    ``getters`` begin the name of one that returns what the rest says. ``silent`` begin the name of one that gives no
    data back. ``loggers`` are names of logger objects. ``identity_verbs`` with ``identity_objects``, or one of
    ``identity_names`` alone, confirm who is asking; ``identity_results`` end the name of a flag that says so.
    ``lead_in`` words before a transform's verb say nothing (``safe mask``), ``unmakers`` undo it (``unmask``).
    """

    getters: Words = ()
    silent: Words = ()
    loggers: Words = ()
    logger_heads: Words = ()
    identity_verbs: Words = ()
    identity_objects: Words = ()
    identity_names: Words = ()
    identity_results: Words = ()
    lead_in: Words = ()
    unmakers: Words = ()
    transform: tuple[TransformWords, ...] = ()


class TransformWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words for one transform: ``verbs`` begin a function's name, ``anywhere`` tell wherever they stand, ``results``
    end it (``email hash``), ``phrases`` begin it; a word of ``not_before`` makes it something else (``hash map``)."""

    transform: str
    verbs: Words = ()
    anywhere: Words = ()
    results: Words = ()
    phrases: Words = ()
    not_before: Words = ()


class ConsentWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How code asks whether a person agreed.

    ``nouns`` are consent itself, ``acceptance`` needs one of ``acceptable`` beside it (``accepts marketing``).
    ``phrase_scopes`` are scopes that a noun or refusal implies (``do not track``). ``refusals`` say the opposite
    (``opted out``); ``negations`` turn a meaning round. ``asks`` begin a test, ``raises`` one that raises, ``grants``
    set a consent; any word of ``others`` makes it something else (``consent form``). ``neutral`` words say nothing of
    the scope.
    """

    nouns: Words = ()
    acceptance: Words = ()
    acceptable: Words = ()
    phrase_scopes: dict[str, str] = {}
    refusals: Words = ()
    negations: Words = ()
    asks: Words = ()
    raises: Words = ()
    grants: Words = ()
    others: Words = ()
    neutral: Words = ()


class Vocabulary(msgspec.Struct, frozen=True):
    """Every word list; plain data, so that a cache can keep it as bytes."""

    lexicon: tuple[dict[str, CategoryWords], ...]
    grammar: Grammar
    owners: Owners
    types: TypeWords
    functions: FunctionWords
    consent: ConsentWords
    scopes: dict[str, Words]


def load_vocabulary(root: Path) -> Vocabulary:
    """Read the word lists below ``root``, the folder of rules; raises ``UserError`` naming the file that is wrong."""
    names, consent = root / "names", root / "consent"
    return Vocabulary(
        lexicon=tuple(read_tables(names / "lexicon", dict[str, CategoryWords])),
        grammar=_read(names / "grammar.toml", Grammar),
        owners=_read(names / "owners.toml", Owners),
        types=_read(names / "types.toml", TypeWords),
        functions=_read(names / "functions.toml", FunctionWords),
        consent=_read(consent / "words.toml", ConsentWords),
        scopes=_read(consent / "scopes.toml", dict[str, Words]),
    )


def read_tables(folder: Path, kind: type[T]) -> Iterator[T]:
    """Read every TOML file of a folder, in the order of their names, as ``kind``; all mistakes are raised together."""
    errors: list[UserError] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            yield _read(path, kind)
        except UserError as error:
            errors.append(error)
    if errors:
        raise UserErrors(errors)


def _read(path: Path, kind: type[T]) -> T:
    try:
        return msgspec.convert(tomli.loads(path.read_text(encoding="utf-8")), kind)
    except (OSError, UnicodeDecodeError, tomli.TOMLDecodeError, msgspec.ValidationError) as error:
        raise UserError(f"cannot be used: {error}", file=f"{path.parent.name}/{path.name}") from None
