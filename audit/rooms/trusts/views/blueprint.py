"""The one blueprint of the room's pages, and what several of them need."""

from flask import Blueprint

from audit.rooms.trusts.queries import TrustRound, trust_round
from audit.web.guard import actor
from audit.web.navigation import stand_in
from audit.web.transactions import db

blueprint = Blueprint("trusts", __name__)

ID = "int(max=2147483647)"
"""An id in an address: larger ones are not found, instead of troubling the database."""
PLACE = f"/organisations/<{ID}:organisation_id>/trust"


def round_here(organisation_id: int, round_code: str) -> TrustRound:
    """The round of this page, in the trust to which it belongs."""
    here = trust_round(db(), actor(), organisation_id, round_code)
    stand_in("organisation", organisation_id)
    return here
