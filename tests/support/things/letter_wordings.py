"""A kind of letter that the board sends."""

from flask import Flask

from tests.support.matrix import MatrixWorld
from tests.support.world import World


def add(world: World, app: Flask, things: MatrixWorld) -> None:
    """Teach the matrix a kind of letter."""
    things.values["letter_kind"] = "reminder"
