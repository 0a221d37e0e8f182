"""What is in the ZIP and how big it is, and the button that fetches it."""

import tempfile
from typing import BinaryIO, cast

from flask import Blueprint, Response, render_template

from audit.domain.permissions import Permission
from audit.infra.clock import today
from audit.infra.file_names import say_size
from audit.rooms.takeaway.exports import write_everything
from audit.rooms.takeaway.operations import note_taken, require_something
from audit.rooms.takeaway.queries import belongings_of
from audit.web.files import file_store, send_attachment
from audit.web.guard import actor, allow
from audit.web.navigation import stand_in
from audit.web.transactions import clock, db, let_go, unit_of_work

blueprint = Blueprint("takeaway", __name__)


@blueprint.get("/organisations/<int:organisation_id>/everything")
@allow(Permission.EVERYTHING_TAKE)
def show_everything(organisation_id: int) -> str:
    """What would be in the file."""
    belongings = belongings_of(db(), actor(), organisation_id)
    stand_in("organisation", organisation_id)
    return render_template(
        "takeaway/everything.html",
        belongings=belongings,
        organisation=belongings.organisation,
        size=say_size(belongings.size),
    )


@blueprint.post("/organisations/<int:organisation_id>/everything")
@allow(Permission.EVERYTHING_TAKE)
def download_everything(organisation_id: int) -> Response:
    """The ZIP. Taking it away is noted in the trail, and so it is asked for by a button."""
    stand_in("organisation", organisation_id)
    require_something(belongings_of(db(), actor(), organisation_id))
    let_go()
    # Beside the evidence there is room for as much again; the file has no name, and is gone once it is closed.
    store = file_store()
    folder = store.folder / "incoming"
    folder.mkdir(parents=True, exist_ok=True, mode=0o750)
    out = cast(BinaryIO, tempfile.TemporaryFile(dir=folder))  # noqa: SIM115 - closed when it has been sent
    try:
        with unit_of_work().read() as session:
            belongings = belongings_of(session, actor(), organisation_id)
            taken = write_everything(session, actor(), belongings, store, out, at=clock()())
        note_taken(db(), actor(), clock(), organisation_id, files=taken.files, missing=taken.missing)
        size = out.tell()
        out.seek(0)
    except BaseException:
        out.close()
        raise
    name = f"{belongings.organisation.name} everything {today(clock()).isoformat()}.zip"
    return send_attachment(out, name, "application/zip", size)
