"""The room's blueprint, in a file of its own so that every part can import it."""

from flask import Blueprint

blueprint = Blueprint("evidence", __name__)
