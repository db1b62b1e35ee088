"""The people, requests and bystanders that fixtures are called with."""

from __future__ import annotations

import types
from typing import TYPE_CHECKING, Any

from tests.oracle.canaries import degree_canary, number_canary, text_canary, word_of
from tests.oracle.world import answer, asks_for_consent, scope_in

if TYPE_CHECKING:
    from tests.oracle.recorder import Recorder
    from tests.oracle.world import World

#: Parameters and attributes of these names are people.
PEOPLE = frozenset(
    "user customer member person profile patient employee applicant subscriber guest buyer visitor contact owner "
    "admin author recipient sender friend lead client_user current_user account_holder student parent child".split()
)
#: Keys that every planted mapping has.
KEYS = (
    "email phone full_name first_name last_name address postal_code date_of_birth gender ip_address device_id "
    "latitude longitude survey_answers inquiry_text ssn diagnosis card_number password user_agent".split()
)
NUMBERS = frozenset({"latitude", "longitude"})


class Stage:
    """What the planted objects need to know: the world they are in, and the recorder that sees collections."""

    def __init__(self, world: World, recorder: Recorder) -> None:
        self.world = world
        self.recorder = recorder
        self.subjects: dict[int, str] = {}
        self.ids: dict[Any, str] = {}
        self.kept: list[Any] = []
        self.session_class: type = types.SimpleNamespace

    def own(self, value: Any, subject: str) -> Any:
        """Remember that ``value`` stands for ``subject``, and return it."""
        self.kept.append(value)
        self.subjects[id(value)] = subject
        return value

    def subject_of(self, value: Any) -> str:
        """Whose object or id ``value`` is, or an empty string."""
        known = self.subjects.get(id(value), "")
        return known or (self.ids.get(value, "") if isinstance(value, int | str) else "")

    def identifier(self, subject: str) -> int:
        """The number that stands for ``subject``, a canary too."""
        number = number_canary("unique_id", subject)
        self.ids[number] = subject
        return number

    def datum(self, name: str, subject: str, *, person: bool = True) -> Any:
        """The canary for a field of this name, or None where the name denotes nothing personal."""
        word = word_of(name, person=person)
        if not word:
            return None
        return degree_canary(word, subject) if name in NUMBERS else text_canary(word, subject)


class Neutral(str):
    """Anything else: an empty text that is callable, has every attribute, and is never personal."""

    def __call__(self, *args: Any, **kwargs: Any) -> Neutral:
        return self

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __getitem__(self, key: object) -> Neutral:
        return self

    def __contains__(self, item: object) -> bool:
        return False

    def __enter__(self) -> Neutral:
        return self

    def __exit__(self, *details: object) -> None:
        return None


class Person:
    """A person: personal attributes are canaries, consent attributes answer for the world, the rest is neutral."""

    def __init__(self, stage: Stage, subject: str) -> None:
        stage.own(self, subject)
        self.__dict__["_stage"], self.__dict__["_subject"] = stage, subject

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        stage, subject = self._stage, self._subject
        datum = stage.datum(name, subject)
        if datum is not None:
            return datum
        if name in ("id", "pk", "user_id"):
            return stage.identifier(subject)
        if name in PEOPLE:
            return Person(stage, f"{subject}.{name}")
        if asks_for_consent(name):
            about = ConsentAnswer(stage, subject, name)
            return bool(about) if scope_in(name) and not name.startswith(("has_", "may_", "can_", "is_")) else about
        return Neutral()

    def __str__(self) -> str:
        return "<a person>"

    __repr__ = __str__


class ConsentAnswer:
    """``user.consents``, ``user.analytics_consent``, ``user.has_consent``: a truth, a mapping, a set and a check."""

    def __init__(self, stage: Stage, subject: str, name: str) -> None:
        self.stage, self.subject, self.name = stage, subject, name

    def __bool__(self) -> bool:
        return self.about("")

    def __call__(self, *args: Any, **kwargs: Any) -> bool:
        return self.about(" ".join(map(str, (*args, *kwargs.values()))))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if scope_in(name):
            return self.about(name)
        return self

    def __getitem__(self, key: object) -> bool:
        return self.about(str(getattr(key, "value", key)))

    __contains__ = __getitem__

    def filter(self, *, scope: str, granted: bool = True) -> Any:
        """``user.consents`` as rows of a table: those about ``scope`` that say so."""
        return types.SimpleNamespace(exists=lambda: self.about(scope) is granted)

    def __eq__(self, other: object) -> bool:
        return bool(self) == (other in ("yes", "granted") if isinstance(other, str) else other)

    def __hash__(self) -> int:
        return id(self)

    def about(self, words: str) -> bool:
        """What the world says about the scope in ``words``."""
        return answer(self.stage.world, self.subject, self.name, scope_in(words))


class PlantedDict(dict[str, Any]):
    """A form, header table or body: personal keys hold canaries; reading location or survey data is a collection."""

    def __init__(self, stage: Stage, subject: str) -> None:
        super().__init__({key: stage.datum(key, subject) for key in KEYS} | {"plan": "pro", "page": "home"})
        self.stage, self.subject = stage, subject

    def __missing__(self, key: str) -> Any:
        return self._read(key)

    def __getitem__(self, key: str) -> Any:
        return self._read(key)

    def get(self, key: str, default: Any = None) -> Any:
        """The planted value under ``key``, which need not have been listed."""
        return self._read(key)

    def __call__(self, *args: Any, **kwargs: Any) -> PlantedDict:
        return self

    def _read(self, key: str) -> Any:
        word = word_of(key)
        if word in ("precise", "location"):
            self.stage.recorder.record("collect-location", self.stage.datum(key, self.subject))
        elif word == "survey":
            self.stage.recorder.record("collect-survey", self.stage.datum(key, self.subject))
        if key in self:
            return super().__getitem__(key)
        return self.stage.datum(key, self.subject, person=False) or "neutral"

    getlist = get


class PlantedRequest:
    """A request of any framework: every accessor is a planted mapping, ``user`` is the person behind it."""

    def __init__(self, stage: Stage, subject: str = "request") -> None:
        stage.own(self, subject)
        planted = PlantedDict(stage, subject)
        for name in ("GET", "POST", "args", "form", "values", "data", "json", "query_params", "cookies", "headers"):
            setattr(self, name, planted)
        self.META = self.session = self.path_params = planted
        self.remote_addr = stage.datum("ip_address", subject)
        self.client = types.SimpleNamespace(host=self.remote_addr)
        self.user = Person(stage, subject)
        self.state = types.SimpleNamespace()
        self.method, self.path, self.url = "POST", "/signup", "/signup"

    def build_absolute_uri(self, location: str = "") -> str:
        """The address of a location, as in Django."""
        return f"https://shop.example{location or self.path}"

    def get_json(self, **options: Any) -> Any:
        """The body, as in Flask."""
        return self.form  # type: ignore[attr-defined]  # set by name above
