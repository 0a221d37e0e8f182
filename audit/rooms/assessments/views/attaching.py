"""Files that came with a request about one question: into the library, then cited by its answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, make_response, render_template, request

from audit.domain.errors import RuleBroken
from audit.rooms.assessments.operations.citing import cite, require_citable
from audit.rooms.assessments.policy import as_keeper
from audit.rooms.assessments.views.blueprint import open_return
from audit.rooms.evidence.operations import Added, add_evidence
from audit.web.files import TakenIn, take_in_uploads
from audit.web.guard import actor
from audit.web.transactions import clock, db, keep_despite_refusal

FIELD = "files"


@dataclass(frozen=True)
class Attached:
    """What became of the files: a sentence for each that is attached, and for each that is not."""

    said: Sequence[str] = ()
    refused: Sequence[str] = ()

    def tell(self) -> None:
        """Say on the next page what was attached."""
        if self.said:
            words = " ".join(self.said) if len(self.said) < 4 else f"{len(self.said)} files attached."
            flash(words, "success")


def has_files() -> bool:
    """Whether files were chosen: with the script off they may come with any button of the answer's form."""
    return any(upload.filename for upload in request.files.getlist(FIELD))


def attach_sent(reference: str, code: str) -> Attached:
    """Keep and cite the files of this request. Call it before anything is changed (see ``take_in_uploads``).

    Raises NotVisible, NotAllowed and RuleBroken as ``cite`` does.
    """
    row = require_citable(db(), actor(), reference, code)
    try:
        arrived = take_in_uploads(FIELD)
    except RuleBroken as broken:
        arrived = TakenIn((), (broken.sentence,))
    added = [
        add_evidence(db(), as_keeper(actor(), row), clock(), row.organisation_id, taken)
        for taken in arrived.taken
    ]
    if added:
        cite(db(), actor(), clock(), reference, code, [one.evidence.id for one in added])
        keep_despite_refusal()  # a file that was attached stays so, even if the answer beside it is in conflict
    return Attached([_said_of(one) for one in added], arrived.refused)


def not_attached(reference: str, code: str, attached: Attached, *, answer_saved: bool) -> Any:
    """The page that names each file that was not attached, and what was saved all the same."""
    keep_despite_refusal()
    page = render_template(
        "assessments/not_attached.html",
        view=open_return(reference, entering=True),
        code=code,
        attached=attached,
        answer_saved=answer_saved,
    )
    return make_response(page, 200 if attached.said else 422)


def _said_of(added: Added) -> str:
    name = added.evidence.file_name
    return f"{name} was in your library already and is attached." if added.was_there else f"{name} attached."
