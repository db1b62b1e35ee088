"""Defaults, configuration files, inline values and flags become one ``Settings``."""

from __future__ import annotations

import os.path
from pathlib import Path

import msgspec

from privlint.errors import UserError, UserErrors
from privlint.model.scale import Confidence, Severity
from privlint.settings.keys import ANNOTATION_TABLES, REASON_REQUIRED
from privlint.settings.layers import Layer, Origins, merge, read_file, read_flags, read_inline, relative
from privlint.settings.locate import find_config, project_root, start_folder
from privlint.settings.mistake import mistake
from privlint.settings.options import Annotated, Settings


class Overrides(msgspec.Struct, frozen=True):
    """What the command line gave.

    ``values`` are flags by the key they set, as TOML would give them (``{"select": ["PRV101"]}``); ``config`` holds
    each ``--config``: one file at most, and any number of ``KEY=VALUE``; ``isolated`` reads no file; ``paths`` are the
    files and folders named.
    """

    values: dict[str, object] = {}
    config: tuple[str, ...] = ()
    isolated: bool = False
    paths: tuple[str, ...] = ()


def load(cwd: str, overrides: Overrides) -> Settings:
    """The settings of a run in folder ``cwd``; raises UserErrors with every mistake of every file and flag."""
    here = Path(cwd).absolute()
    errors: list[UserError] = []
    files, inline = _split(overrides, here, errors)
    start = start_folder(cwd, overrides.paths)
    found = None if overrides.isolated else files[0] if files else find_config(start)
    root = _root(start, found, named=bool(files))
    layers = read_file(found, root, errors) if found else []
    layers += [read_inline(text, root, here, errors) for text in inline]
    layers.append(read_flags(overrides.values, root, here, errors))
    merged = merge(layers)
    annotations = _annotations(merged, errors)
    if errors:
        raise UserErrors(errors)
    return _settings(merged, annotations, root, relative(found, root) if found else "")


def _split(overrides: Overrides, here: Path, errors: list[UserError]) -> tuple[list[Path], list[str]]:
    """The files and the inline values among the ``--config`` given."""
    files, inline = [], []
    for text in overrides.config:
        file = Path(os.path.normpath(here / text))
        if file.is_file():
            files.append(file)
        elif "=" in text:
            inline.append(text)
        else:
            errors.append(UserError(f'there is no file "{text}"', file="--config"))
    if len(files) > 1:
        errors.append(UserError('only one file can be given; one file may "extend" another', file="--config"))
    if files and overrides.isolated:
        errors.append(UserError("--isolated reads no file; give one of the two", file="--config"))
    return files, inline


def _root(start: Path, config: Path | None, *, named: bool) -> Path:
    """The project root: the folder of the configuration that was found, so that it is one from wherever one looks."""
    return config.parent if config and not named else project_root(start)


def _annotations(layer: Layer, errors: list[UserError]) -> dict[str, tuple[Annotated, ...]]:
    annotations = {}
    for key in ANNOTATION_TABLES:
        table = layer.values.pop(key, None)
        if isinstance(table, dict):
            annotations[key] = tuple(
                _annotated(key, pattern, value, layer.origins, errors) for pattern, value in table.items()
            )
    return annotations


def _annotated(key: str, pattern: str, text: str | bool, origins: Origins, errors: list[UserError]) -> Annotated:
    name = f"{key}.{pattern}"
    value, _, reason = ("" if isinstance(text, bool) else text).partition(" -- ")
    entry = Annotated(pattern, value.strip(), reason.strip(), *origins[name])
    if text is False:
        errors.append(mistake(name, "expected true", origins[name]))
    elif not entry.value and key != "identity-check":
        errors.append(mistake(name, "expected a value", origins[name]))
    elif not entry.reason and key in REASON_REQUIRED:
        errors.append(mistake(name, "needs a reason", origins[name], f'write "{entry.value} -- why it holds"'))
    return entry


def _settings(layer: Layer, annotations: dict[str, tuple[Annotated, ...]], root: Path, config_file: str) -> Settings:
    """The typed whole; ``layer`` is known to be well-typed by now."""
    given = {key.replace("-", "_"): value for key, value in layer.values.items()}
    policy = given.pop("policy", None)
    if policy is not None:
        given["policies"] = policy if isinstance(policy, tuple) else (policy,)
    if "fail_on" in given:
        given["fail_on"] = None if given["fail_on"] == "never" else Severity[str(given["fail_on"]).upper()]
    if "min_confidence" in given:
        given["min_confidence"] = Confidence[str(given["min_confidence"]).upper()]
    if given.get("strict"):
        given["min_confidence"] = Confidence.LOW
    if "per_file_ignores" in given:
        given["per_file_ignores"] = tuple(_table(given["per_file_ignores"]).items())
    if "recipients" in given:
        given["recipients"] = {vendor.lower(): role for vendor, role in _table(given["recipients"]).items()}
    known = {"root": str(root), "config_file": config_file, "annotations": annotations, "origins": layer.origins}
    return msgspec.convert(given | known, Settings)


def _table(value: object) -> dict[str, object]:
    return dict(value) if isinstance(value, dict) else {}
