"""A stand-in for the forms of WTForms: ``data`` is a dict of what came in under the names of the fields."""

from __future__ import annotations

import copy
from typing import Any


class Field:
    """A declared field, and in a form the one that holds what came in."""

    def __init__(self, *args: Any, **options: Any) -> None:
        self.data: Any = None


class Form:
    """Takes in what its fields are called."""

    def __init__(self, formdata: Any = None) -> None:
        self._fields: dict[str, Field] = {}
        for name in dir(type(self)):
            if isinstance(field := getattr(type(self), name), Field):
                self._fields[name] = copy.copy(field)
                self._fields[name].data = formdata[name] if formdata is not None else None
        self.__dict__.update(self._fields)

    @property
    def data(self) -> dict[str, Any]:
        """What came in."""
        return {name: field.data for name, field in self._fields.items()}

    def validate(self) -> bool:
        """Whether what came in can be used: it always can."""
        return True


def attribute(name: str) -> Any:
    """What ``wtforms`` has under a name."""
    return Form if name.endswith("Form") else Field
