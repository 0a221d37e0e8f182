"""The edition of an amended round, and the rows for what is new in it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.amending import Changes
from audit.domain.questionnaire import fingerprint
from audit.infra.clock import Clock
from audit.rooms.amendments.models import Amendment
from audit.rooms.questionnaires.models import Edition, EditionQuestion, EditionStandard
from audit.rooms.questionnaires.operations import ROWS_PER_EDITION
from audit.rooms.questionnaires.queries import chain_of
from audit.rooms.rounds.models import Round


def amended_edition(
    session: Session,
    actor: Actor,
    clock: Clock,
    round_: Round,
    row: Amendment,
    content: Mapping[str, Any],
    changes: Changes,
) -> Edition:
    """The edition that holds what the round asks now; the one that there is, when the same was made before."""
    before = round_.edition
    # What it amends is part of its mark: the same words on other rows would be another edition.
    mark = fingerprint({"amends": before.fingerprint, "content": content})
    found = session.scalar(select(Edition).where(Edition.fingerprint == mark))
    if found is not None:
        return found
    number = session.scalar(
        select(func.max(Edition.amendment)).where(
            Edition.code == before.code, Edition.edition == before.edition
        )
    )
    edition = Edition(
        board_id=round_.board_id,
        instrument=before.instrument,
        code=before.code,
        edition=before.edition,
        title=before.title,
        fingerprint=mark,
        content=dict(content),
        published_at=clock(),
        published_by=actor.name,
        notes=row.reason,
        amends_id=before.id,
        amendment=(number or 0) + 1,
    )
    session.add(edition)
    session.flush()
    _add_rows(session, edition, changes)
    return edition


def _add_rows(session: Session, edition: Edition, changes: Changes) -> None:
    """Rows for what is new, and for nothing else."""
    chain = select(chain_of(edition.amends_id or 0))
    known = session.execute(
        select(EditionStandard.code, EditionStandard.id).where(EditionStandard.edition_id.in_(chain))
    )
    standards = {row.code: row.id for row in known}
    last = session.execute(
        select(EditionQuestion.standard_id, func.max(EditionQuestion.position), func.count())
        .where(EditionQuestion.edition_id.in_(chain))
        .group_by(EditionQuestion.standard_id)
    ).all()
    ends = {standard_id: position for standard_id, position, _ in last}
    end = max(ends.values(), default=0)
    base = edition.id * ROWS_PER_EDITION
    new = [each for each in changes.standards if any(a.standard == each.code for a in changes.additions)]
    for place, standard in enumerate(new):
        standards[standard.code] = base + place
        ends[base + place] = end + 1 + place
    if new:
        session.execute(
            insert(EditionStandard),
            [
                {
                    "id": standards[each.code], "edition_id": edition.id, "code": each.code, "title": each.title,
                    "position": len(standards) + place,
                }
                for place, each in enumerate(new)
            ],
        )  # fmt: skip
    if changes.additions:
        session.execute(
            insert(EditionQuestion),
            [
                {
                    "id": base + place,
                    "edition_id": edition.id,
                    "standard_id": standards[each.standard],
                    "code": each.content["code"],
                    "kind": each.content["kind"],
                    "text": each.content["text"],
                    # The place of the last question of its standard; its id, which is higher, puts it after that.
                    "position": ends[standards[each.standard]],
                }
                for place, each in enumerate(changes.additions)
            ],
        )
