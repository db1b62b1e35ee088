"""What the name of a function or a logger promises, by its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from privlint.model.scale import Transform

if TYPE_CHECKING:
    from privlint.catalogue.lexicon import Lexicon
    from privlint.catalogue.spelling import Spelling
    from privlint.catalogue.vocabulary import FunctionWords, TransformWords


class FunctionNames:
    """Answers about names of functions and loggers, remembering each."""

    def __init__(self, words: FunctionWords, lexicon: Lexicon) -> None:
        spelling = lexicon.spelling
        self._lexicon = lexicon
        self._getters = spelling.all(words.getters)
        self._silent = spelling.all(words.silent)
        self._loggers = spelling.all(words.loggers)
        self._logger_heads = spelling.all(words.logger_heads)
        self._identity_verbs = spelling.all(words.identity_verbs)
        self._identity_objects = spelling.all(words.identity_objects)
        self._identity_names = spelling.all(words.identity_names)
        self._identity_results = spelling.all(words.identity_results)
        self._lead_in = spelling.all(words.lead_in)
        self._unmakers = spelling.all(words.unmakers)
        self._transforms = tuple(_Stems.of(entry, spelling) for entry in words.transform)
        self._promises: dict[str, _Promise] = {}

    def without_getter(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """What follows a verb of getting at the start, empty where there is none."""
        return words[1:] if words and words[0] in self._getters else ()

    def transform(self, name: str) -> Transform | None:
        """What the function does to data, by the first table that fits."""
        return self._promise(name).transform

    def is_silent(self, name: str) -> bool:
        """Whether the result is no data."""
        return self._promise(name).silent

    def is_logger(self, name: str) -> bool:
        """Whether the object is a logger."""
        return self._promise(name).logger

    def is_identity_check(self, name: str) -> bool:
        """Whether the function, or the flag it set, confirms who is asking."""
        return self._promise(name).identity

    def _promise(self, name: str) -> _Promise:
        if name not in self._promises:
            words = self._lexicon.spelling.words(name.rpartition(".")[2])
            self._promises[name] = self._read(words) if words else _Promise()
        return self._promises[name]

    def _read(self, words: tuple[str, ...]) -> _Promise:
        return _Promise(
            transform=self._read_transform(words),
            silent=words[0] in self._silent,
            logger=" ".join(words) in self._loggers or words[-1] in self._logger_heads,
            identity=self._confirms_identity(words),
        )

    def _read_transform(self, words: tuple[str, ...]) -> Transform | None:
        if not self._unmakers.isdisjoint(words):
            return None
        start = next((at for at, word in enumerate(words) if word not in self._lead_in), 0)
        return next((stems.transform for stems in self._transforms if stems.fit(words, start)), None)

    def _confirms_identity(self, words: tuple[str, ...]) -> bool:
        """``verify_identity``, ``check_otp_of_user``, ``identity_confirmed``; or a name known as a whole."""
        if " ".join(words) in self._identity_names:
            return True
        if words[0] in self._identity_verbs:
            return self._ends_with_identity(self._lexicon.without_trailing_persons(words[1:]))
        return words[-1] in self._identity_results and self._ends_with_identity(words[:-1])

    def _ends_with_identity(self, words: tuple[str, ...]) -> bool:
        return any(" ".join(words[start:]) in self._identity_objects for start in range(len(words)))


class _Promise(msgspec.Struct, frozen=True):
    """All that one name promises."""

    transform: Transform | None = None
    silent: bool = False
    logger: bool = False
    identity: bool = False


class _Stems(msgspec.Struct, frozen=True):
    """The words of one transform, ready for lookup."""

    transform: Transform
    verbs: frozenset[str]
    anywhere: frozenset[str]
    results: frozenset[str]
    phrases: tuple[tuple[str, ...], ...]
    not_before: frozenset[str]

    @classmethod
    def of(cls, words: TransformWords, spelling: Spelling) -> _Stems:
        return cls(
            transform=Transform(words.transform),
            verbs=spelling.all(words.verbs),
            anywhere=spelling.all(words.anywhere),
            results=spelling.all(words.results),
            phrases=tuple(spelling.words(phrase) for phrase in words.phrases),
            not_before=spelling.all(words.not_before),
        )

    def fit(self, words: tuple[str, ...], start: int) -> bool:
        """Whether the name, whose first telling word is at ``start``, says that the function does this."""
        if words[start : start + 1] and words[start] in self.verbs:
            return self.not_before.isdisjoint(words[start + 1 :])
        if words[-1] in self.results or any(words[start:][: len(phrase)] == phrase for phrase in self.phrases):
            return True
        return not self.anywhere.isdisjoint(words) and self.not_before.isdisjoint(words)
