"""Words for code to say what it does with personal data; they change nothing at run time.

This module imports nothing, so that it may be used in production or copied into a project
(``privlint init --vendor-markers PATH``). Types stand in ``markers.pyi``.
"""


class PersonalData:
    """A category of personal data: ``email: Annotated[str, PersonalData("user.contact.email")]``."""

    __slots__ = ("category",)

    def __init__(self, category):
        self.category = category

    def __repr__(self):
        return f"PersonalData({self.category!r})"

    def __eq__(self, other):
        return isinstance(other, PersonalData) and self.category == other.category

    def __hash__(self):
        return hash((PersonalData, self.category))


class NotPersonal:
    """Not personal data, whatever the name suggests: ``name: Annotated[str, NotPersonal()]``."""

    __slots__ = ()

    def __repr__(self):
        return "NotPersonal()"

    def __eq__(self, other):
        return isinstance(other, NotPersonal)

    def __hash__(self):
        return hash(NotPersonal)


class purpose:
    """What the data inside is used for: ``@purpose("support")`` on a function, or ``with purpose("support"):``."""

    __slots__ = ("purposes",)

    def __init__(self, *purposes):
        self.purposes = purposes

    def __call__(self, function):
        return function

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return None


def requires_consent(scope):
    """The function is only called where consent for ``scope`` was checked; privlint checks its callers."""
    return _unchanged


def consent_check(scope):
    """A true result of the function means consent for ``scope``, by the person that is its first argument."""
    return _unchanged


def sanitizes(effect):
    """The function transforms data: ``@sanitizes("user.contact.email:masked")``."""
    return _unchanged


def fulfils(obligation):
    """The function or class does what the policy promises: ``@fulfils("deletion")``."""
    return _unchanged


def recipient(kind, vendor=""):
    """Calling the function hands data to a recipient: ``@recipient("analytics", "PostHog")``."""
    return _unchanged


def identity_check(function):
    """The function confirms who is asking, by a true result or by not raising."""
    return function


def _unchanged(function):
    return function
