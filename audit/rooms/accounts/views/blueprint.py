"""The blueprint that the pages of this room share."""

from flask import Blueprint

blueprint = Blueprint("accounts", __name__)
