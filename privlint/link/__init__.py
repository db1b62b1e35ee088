"""Linking: from single modules to a program whose imports, classes and functions know each other."""

from privlint.link.linker import link

__all__ = ["link"]
