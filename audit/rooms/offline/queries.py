"""What answers said when a workbook was downloaded, and the workbooks that were applied."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from audit.domain.answers import EMPTY, AnswerContent
from audit.domain.errors import NotVisible
from audit.rooms.assessments.models import AnswerRevision
from audit.rooms.assessments.queries import AnyReturn, ReturnView, content_of
from audit.rooms.offline.models import AppliedUpload

_AT_ONCE = 400


def contents_seen(
    session: Session, view: ReturnView, versions: Mapping[str, int]
) -> dict[str, AnswerContent | None]:
    """What each answer of a return, which the caller has in scope, said in the version named, by question code.

    ``None`` for a version that there never was. One query, however many answers were changed since.
    """
    found: dict[str, AnswerContent | None] = {}
    wanted: dict[tuple[int, int], str] = {}
    for code, version in versions.items():
        answer = view.answers.get(code)
        if version == 0:
            found[code] = EMPTY
        elif answer is None:
            found[code] = None
        elif answer.version == version:
            found[code] = content_of(answer)
        else:
            found[code] = None
            wanted[answer.id, version] = code
    pairs = list(wanted)
    for start in range(0, len(pairs), _AT_ONCE):
        for row in session.scalars(
            select(AnswerRevision).where(
                tuple_(AnswerRevision.answer_id, AnswerRevision.version).in_(pairs[start : start + _AT_ONCE])
            )
        ):
            found[wanted[row.answer_id, row.version]] = content_of(row)
    return found


def uploads_of(session: Session, row: AnyReturn) -> Sequence[AppliedUpload]:
    """The workbooks that were applied to a return, which the caller has in scope, the latest first."""
    return session.scalars(
        select(AppliedUpload).where(AppliedUpload.return_id == row.id).order_by(AppliedUpload.id.desc())
    ).all()


def upload_of(session: Session, row: AnyReturn, upload_id: int) -> AppliedUpload:
    """One of them; raises NotVisible when it is not of this return."""
    found = session.scalar(
        select(AppliedUpload).where(AppliedUpload.return_id == row.id, AppliedUpload.id == upload_id)
    )
    if found is None:
        raise NotVisible
    return found
