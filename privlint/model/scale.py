"""The ordered scales a finding is measured on: severity, confidence and what a transform left of a datum."""

from __future__ import annotations

import enum


class Severity(enum.IntEnum):
    """How much a finding matters; the words are those of SARIF levels."""

    NOTE = 1
    WARNING = 2
    ERROR = 3

    @property
    def word(self) -> str:
        """The lower-case word used in flags and every output format."""
        return self.name.lower()


class Confidence(enum.IntEnum):
    """How sure the analysis is that the datum is personal and that it arrives."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3

    @property
    def word(self) -> str:
        """The lower-case word used in flags and every output format."""
        return self.name.lower()

    def lowered(self, steps: int = 1) -> Confidence:
        """One step less sure for each step given (none or more), never below LOW."""
        if not steps:
            return self
        return Confidence.MEDIUM if self - steps == Confidence.MEDIUM else Confidence.LOW


class Transform(enum.StrEnum):
    """What was done to a datum on its way; encodings (base64, JSON, case) leave it raw.

    Of a text in which something was replaced it cannot be known what is left: it counts as raw, save where the name of
    the function that did so promises more.
    """

    RAW = "raw"
    REPLACED = "replaced"
    TRUNCATED = "truncated"
    MASKED = "masked"
    HASHED = "hashed"
    KEYED_HASH = "keyed-hash"
    ENCRYPTED = "encrypted"
    TOKENISED = "tokenised"
    AGGREGATED = "aggregated"

    @property
    def counted(self) -> Transform:
        """What it counts as for whoever receives the datum."""
        return Transform.RAW if self is Transform.REPLACED else self


#: From the one that leaves most of the datum to the one that leaves least: of two in a row, the later in this list
#: stands.
TRANSFORM_ORDER: tuple[Transform, ...] = (
    Transform.RAW,
    Transform.REPLACED,
    Transform.TRUNCATED,
    Transform.HASHED,
    Transform.KEYED_HASH,
    Transform.ENCRYPTED,
    Transform.TOKENISED,
    Transform.MASKED,
    Transform.AGGREGATED,
)


def combine(first: Transform, second: Transform) -> Transform:
    """The transform of a datum that went through ``first`` and then ``second``."""
    return max(first, second, key=TRANSFORM_ORDER.index)
