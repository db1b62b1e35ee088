"""Value numbers: which object a value is, so that a consent checked for one person is not taken for another's.

A number is a tuple: ``("par", root)`` for a parameter, ``("attr", number, name)`` for an attribute or constant key of
an object, ``("by", number)`` for what was looked up by an id, ``("request",)`` for the person behind the current
request, and ``(kind, ordinal)`` for what an instruction made.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from privlint.flow.facts import Subject

REQUEST: Subject = ("request",)
#: Who is signed in where the request is answered: ``request.user`` under another name.
CURRENT: Subject = ("attr", REQUEST, "user")

_IDS = frozenset({"id", "pk", "uuid", "uid", "public_id", "identifier"})
_CURRENT = re.compile(
    r"(?:^|_)(?:current|logged_?in|signed_?in|authenticated|request|session)_(?:\w+_)?(?:user|customer|member|account)$"
)


def attribute(base: Subject, name: str) -> Subject:
    """The number of ``base.name`` or ``base["name"]``."""
    return ("attr", base, name) if base is not None and size(base) < _LARGEST else None


#: Numbers that lead through more objects than this are not told apart any more.
_LARGEST = 7


def is_current(name: str) -> bool:
    """Whether a variable or function of this name gives whoever is signed in: ``current_user``,
    ``get_current_active_user``."""
    return _CURRENT.search(name) is not None


def size(number: Subject) -> int:
    """How many numbers a number is built on, itself included."""
    count = 0
    while number is not None:
        count += 1
        inner = next((part for part in number[1:] if isinstance(part, tuple)), None)
        number = inner
    return count


def innermost(number: Subject) -> object:
    """The kind of the object that a number starts from: ``par``, ``request``, ``global`` …; None for none."""
    while number is not None and number[0] in ("attr", "by", "every"):
        number = _base(number)
    return number[0] if number is not None else None


def seen_from(at: int, number: Subject) -> Subject:
    """An object of a callee, seen from the call at node ``at``."""
    if number is not None and number[0] == "of":
        return ("of", at, number[1])
    return ("of", at, number) if size(number) < _LARGEST else None


def depth(number: Subject) -> int:
    """How many attributes lead to the value."""
    count = 0
    while number is not None and number[0] in ("attr", "by"):
        number = _base(number)
        count += 1
    return count


def person(number: Subject) -> Subject:
    """The person a value stands for: ``user.id`` and what was looked up by it are ``user``, ``request.user`` is the
    request."""
    while number is not None:
        if number[0] == "by":
            number = _base(number)
        elif number[0] == "attr":
            base, name = _base(number), str(number[2])
            if name in _IDS:
                number = base
            elif name.endswith("_id") and len(name) > 3:
                number = attribute(base, name[:-3])
            elif base == REQUEST:
                return REQUEST
            else:
                return ("attr", person(base), name)
        else:
            return number
    return None


def owner(number: Subject) -> Subject:
    """As ``person``, but what was looked up stays apart from what it was looked up by."""
    if number is None or number[0] != "attr":
        return number
    base, found = _base(number), person(number)
    return owner(base) if found == person(base) and innermost(number) != "request" else found


def belongs(datum: Subject, owner: Subject, is_person: Callable[[str], bool]) -> bool:
    """Whether a datum of ``datum`` is about ``owner``: the same object, or a part of it that is no other person."""
    current = person(datum)
    wanted = person(owner)
    while current is not None:
        if current == wanted or _is_one_of(current, wanted):
            return True
        if current[0] != "attr" or _is_another(str(current[2]), is_person):
            return False
        current = _base(current)
    return False


def _is_another(name: str, is_person: Callable[[str], bool]) -> bool:
    """Whether an attribute leads from one person to another: ``user.manager``, but not ``user.profile``."""
    return name not in _SIDES and is_person(name)


#: What hangs on a person under these names is another record of the same person.
_SIDES = frozenset("user profile user_profile userprofile account customer member person".split())


def is_of_another(number: Subject, is_person: Callable[[str], bool]) -> bool:
    """Whether a datum is known to be of somebody else than who sends the request: of an object that was looked up by
    what a caller names, of each row of a table, or of another person that hangs on the sender."""
    while number is not None and number != REQUEST:
        kind, base = number[0], _base(number)
        if kind == "table" or (kind == "by" and _is_named(base)):
            return True
        if kind == "attr" and innermost(base) == "request" and _is_another(str(number[2]), is_person):
            return True
        if kind in ("item", "of"):
            inner = number[2]
            base = inner if isinstance(inner, tuple) else None
        elif kind not in ("attr", "by", "every"):
            return False
        number = base
    return False


def _is_named(number: Subject) -> bool:
    """Whether it is what a caller passes, by position or by name: ``pk``, ``self.kwargs["pk"]``."""
    if number is None or number[0] != "attr":
        return number is not None and number[0] == "par"
    base = _base(number)
    return base is not None and base[0] == "attr" and base[2] == "kwargs"


def _is_one_of(number: Subject, every: Subject) -> bool:
    """Whether the number is an element of a collection all of whose elements are meant."""
    return (
        every is not None
        and number is not None
        and every[0] == "every"
        and number[0] == "item"
        and number[2] == every[1]
    )


def item(at: int, collection: Subject) -> Subject:
    """The number of the element that the loop at node ``at`` is at; ``collection`` is what it runs over."""
    return ("item", at, collection if size(collection) < _LARGEST else None)


def every(number: Subject) -> Subject:
    """The number that stands for all elements of the collection whose element ``number`` is; other numbers stay."""
    return ("every", number[2]) if number is not None and number[0] == "item" else number


def is_of_loop(number: Subject, at: int) -> bool:
    """Whether the number is, or is part of, the element that the loop at node ``at`` is at."""
    while number is not None:
        if number[0] == "item":
            return number[1] == at
        number = _base(number) if number[0] in ("attr", "by") else None
    return False


def of_request(path: str) -> bool:
    """Whether an API path is the request at hand, as web frameworks call it."""
    return path.endswith((".request", "Request()", "HttpRequest()"))


def replaced(number: Subject, change: Callable[[Subject], Subject]) -> Subject:
    """The number with its innermost object replaced, as when a callee's parameter becomes the caller's argument."""
    if number is None:
        return None
    if number[0] == "attr":
        base = replaced(_base(number), change)
        return attribute(base, str(number[2]))
    if number[0] == "by":
        base = replaced(_base(number), change)
        return None if base is None else ("by", base)
    if number[0] == "every":
        base = replaced(_base(number), change)
        return None if base is None else ("every", base)
    return change(number)


def _base(number: Subject) -> Subject:
    if number is None:
        return None
    base = number[1]
    return base if isinstance(base, tuple) else None
