"""Lines for the nodes that an inventory names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

if TYPE_CHECKING:
    from collections.abc import Mapping

    from privlint.inventory.entries import Inventory
    from privlint.model.place import Place, Site


def sites_of(inventory: Inventory) -> list[Site]:
    """Every site that the inventory names."""
    sites = [spot.site for row in inventory.rows for spot in row.spots]
    sites += [question.site for question in inventory.questions]
    return sites + [trust.site for trust in inventory.trusted if trust.site is not None]


def placed(inventory: Inventory, places: Mapping[Site, Place]) -> Inventory:
    """The inventory with the place of everything that has a site."""
    return replace(
        inventory,
        rows=tuple(
            replace(row, spots=tuple(replace(spot, place=places[spot.site]) for spot in row.spots))
            for row in inventory.rows
        ),
        questions=tuple(replace(one, place=places[one.site]) for one in inventory.questions),
        trusted=tuple(replace(one, place=places[one.site]) if one.site else one for one in inventory.trusted),
    )
