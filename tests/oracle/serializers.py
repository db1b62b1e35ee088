"""Stand-ins for the serializers of Django REST framework, whose ``data`` is a dict of the fields that are listed, and
for the schemas of marshmallow, whose ``dump`` gives one."""

from __future__ import annotations

import json
from typing import Any


class Field:
    """A declared field: what of the object it shows."""

    def __init__(self, *args: Any, source: str = "", write_only: bool = False, **options: Any) -> None:
        self.source = source or options.get("attribute", "")
        self.write_only = write_only or options.get("load_only", False)

    def shown(self, name: str, instance: Any, serializer: Any) -> Any:
        """What the field called ``name`` shows of an object."""
        for part in (self.source or name).split("."):
            instance = instance[part] if isinstance(instance, dict) else getattr(instance, part)
        return instance


class SerializerMethodField(Field):
    """A field that a method of the serializer fills."""

    def shown(self, name: str, instance: Any, serializer: Any) -> Any:
        """What ``get_NAME`` returns."""
        return getattr(serializer, f"get_{name}")(instance)


class Serializer(Field):
    """Shows the fields that its class declares or ``Meta`` lists."""

    def __init__(self, instance: Any = None, *, data: Any = None, many: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.instance, self.many, self.initial_data = instance, many, data

    def is_valid(self, *, raise_exception: bool = False) -> bool:
        """Whether what came in can be used: it always can."""
        return True

    @property
    def validated_data(self) -> dict[str, Any]:
        """What came in under the names of the fields."""
        return {name: self.initial_data[name] for name in self.fields}

    def save(self) -> Any:
        """An object of the model, filled with what came in; ``data`` shows it from then on."""
        self.instance = self.Meta.model(**self.validated_data)  # type: ignore[attr-defined]  # of the case
        return self.instance

    @property
    def data(self) -> Any:
        """What is answered: a dict, or a list of them."""
        return [self.of(one) for one in self.instance] if self.many else self.of(self.instance)

    def of(self, instance: Any) -> dict[str, Any]:
        """What one object shows."""
        return {name: field.shown(name, instance, self) for name, field in self.fields.items() if not field.write_only}

    @property
    def fields(self) -> dict[str, Field]:
        """The fields by their names: those declared, as far as ``Meta`` lists them, and what it lists besides."""
        fields: dict[str, Field] = {}
        for cls in reversed(type(self).__mro__):
            fields |= {name: field for name, field in vars(cls).items() if isinstance(field, Field)}
        options = getattr(self, "Meta", None)
        names = getattr(options, "fields", list(fields))
        if names == "__all__":
            names = [field.name for field in options.model._meta.concrete_fields]  # type: ignore[union-attr]
        return {name: fields.get(name, Field()) for name in names}

    def shown(self, name: str, instance: Any, serializer: Any) -> Any:
        """What a serializer inside another one shows."""
        inner = super().shown(name, instance, serializer)
        return [self.of(one) for one in inner] if self.many else self.of(inner)


class Schema:
    """Shows of what it is given the fields that its class declares, as far as ``Meta`` and its maker choose them."""

    def __init__(self, *, only: Any = None, exclude: Any = (), many: bool = False) -> None:
        self.only, self.exclude, self.many = only, exclude, many

    def dump(self, instance: Any, *, many: bool | None = None) -> Any:
        """A dict, or a list of them."""
        several = self.many if many is None else many
        return [self._of(one) for one in instance] if several else self._of(instance)

    def dumps(self, instance: Any, **options: Any) -> str:
        """The same as text."""
        return json.dumps(self.dump(instance, **options))

    def _of(self, instance: Any) -> dict[str, Any]:
        fields: dict[str, Field] = {}
        for cls in reversed(type(self).__mro__):
            fields |= {name: field for name, field in vars(cls).items() if isinstance(field, Field)}
        options = getattr(self, "Meta", None)
        listed = getattr(options, "fields", tuple(fields)) if self.only is None else self.only
        hidden = {*self.exclude, *getattr(options, "exclude", ())}
        kept = {name: field for name, field in fields.items() if name in listed and name not in hidden}
        return {name: field.shown(name, instance, self) for name, field in kept.items() if not field.write_only}


def schema_attribute(module: str, name: str) -> Any:
    """What ``marshmallow``, or its ``fields``, has under a name."""
    return Field if module.endswith(".fields") else Schema


def attribute(name: str) -> Any:
    """What ``rest_framework.serializers`` has under a name."""
    if name == "SerializerMethodField":
        return SerializerMethodField
    return Serializer if name.endswith("Serializer") else Field
