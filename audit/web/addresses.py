"""Addresses: what their parts may be. A number that no row can have is not found, not an error of the database."""

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

LARGEST_ID = 2**31 - 1
"""The largest id that the databases keep in an integer column."""


class IdConverter(IntegerConverter):
    """``<int:…>`` in a route: a whole number that an id can be."""

    def __init__(
        self, map: Map, fixed_digits: int = 0, min: int | None = None, max: int | None = None
    ) -> None:
        super().__init__(map, fixed_digits, min, LARGEST_ID if max is None else max)


def init_addresses(app: Flask) -> None:
    """Read numbers in addresses so, before any route is added."""
    app.url_map.converters["int"] = IdConverter
