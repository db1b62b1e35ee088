"""Why a line is, or is not, reported: what the engine saw there, joined with what the judge said of it."""

from privlint.explain.explain import explain, sites_of

__all__ = ["explain", "sites_of"]
