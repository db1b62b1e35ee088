"""The record of processing as the code shows it: which data of whom go where, why, and on what ground."""

from privlint.inventory.places import placed, sites_of
from privlint.inventory.take import take

__all__ = ["placed", "sites_of", "take"]
