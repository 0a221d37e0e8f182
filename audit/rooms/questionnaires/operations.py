"""Publishing: a checked question set becomes an edition, which is never changed again."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, defer

from audit.domain.actor import Actor
from audit.domain.errors import NotAllowed, RuleBroken
from audit.domain.permissions import Permission
from audit.domain.problem import dotted
from audit.domain.questionnaire import Questionnaire, fingerprint, questionnaire_from_data
from audit.domain.scale_writing import other_meaning
from audit.infra.clock import Clock
from audit.infra.questionnaire_files import content_problems
from audit.rooms.questionnaires.models import AdoptedSet, Edition, EditionQuestion, EditionStandard
from audit.rooms.trail.operations import record

ROWS_PER_EDITION = 10_000
"""Ids of an edition's standards and questions start at the edition's id times this; the schema allows fewer rows."""


def publish_edition(
    session: Session,
    actor: Actor,
    data: Mapping[str, Any],
    clock: Clock,
    *,
    board_id: int | None = None,
    notes: str = "",
    approved_by: str = "",
    approved_on: date | None = None,
) -> tuple[Edition, bool]:
    """Publish a question set; ``data`` is its content with the whole scale in it.

    With ``board_id`` it is that board's own set; without, it is for every board.

    Gives the edition and whether it is new: the same content again gives the edition that there is and
    changes nothing. Raises NotAllowed, or RuleBroken when the content is not sound or when the edition
    is published already with other content.
    """
    if not _may_publish(actor, board_id):
        raise NotAllowed("Only a board administrator can publish a question set. Ask one to do it.")
    content = dict(data)
    problems = content_problems(content)
    if problems:
        first = problems[0]
        more = f" There are {len(problems) - 1} more." if len(problems) > 1 else ""
        where = f"{dotted(first.path)}: " if first.path else ""
        raise RuleBroken(f"The question set was not published. {where}{first.sentence}{more}")
    questionnaire = questionnaire_from_data(content)
    mark = fingerprint(content)
    published = _published(session, questionnaire, mark, board_id)
    if published is not None:
        return published, False
    if board_id is not None:
        _must_mean_the_same(session, board_id, content["scale"])
    edition = Edition(
        board_id=board_id,
        instrument=questionnaire.instrument,
        code=questionnaire.code,
        edition=questionnaire.edition,
        title=questionnaire.title,
        fingerprint=mark,
        content=content,
        published_at=clock(),
        published_by=actor.name,
        notes=notes,
        approved_by=approved_by,
        approved_on=approved_on,
    )
    try:
        with session.begin_nested():
            session.add(edition)
    except IntegrityError:
        # Somebody else published it between our look and our writing.
        published = _published(session, questionnaire, mark, board_id)
        if published is None:
            raise
        return published, False
    _add_rows(session, edition.id, questionnaire)
    record(
        session,
        actor,
        clock,
        "edition.published",
        subject=("edition", str(edition.id)),
        board_id=board_id,
        fingerprint=mark,
        code=questionnaire.code,
        edition=questionnaire.edition,
    )
    return edition, True


def adopt_edition(session: Session, actor: Actor, clock: Clock, board_id: int, edition: Edition) -> None:
    """Let a board use an edition of another board, which the caller has in scope; twice changes nothing."""
    known = session.get(AdoptedSet, (board_id, edition.id))
    if known is not None and known.dropped_at is None:
        return
    if known is None:
        session.add(
            AdoptedSet(
                board_id=board_id, edition_id=edition.id, adopted_by_name=actor.name, adopted_at=clock()
            )
        )
    else:
        known.dropped_at = None
    record(
        session,
        actor,
        clock,
        "edition.adopted",
        subject=("edition", str(edition.id)),
        board_id=board_id,
        code=edition.code,
        edition=edition.edition,
    )


def _may_publish(actor: Actor, board_id: int | None) -> bool:
    if board_id is None or actor.is_operator:
        return actor.may(Permission.QUESTIONNAIRE_PUBLISH)
    return board_id in actor.boards(Permission.QUESTIONNAIRE_PUBLISH)


def _published(
    session: Session, questionnaire: Questionnaire, mark: str, board_id: int | None
) -> Edition | None:
    """The edition with this content, if there is one; refuses a code of others, and another content under it."""
    editions = session.scalars(
        select(Edition)
        .where(Edition.code == questionnaire.code, Edition.amends_id.is_(None))
        .options(defer(Edition.content))
    ).all()
    if any(edition.board_id != board_id for edition in editions):
        raise RuleBroken(
            f"The code {questionnaire.code} already belongs to another question set. Nothing was published. "
            "Give this set a code of its own.",
            field="code",
        )
    found = next((edition for edition in editions if edition.edition == questionnaire.edition), None)
    if found is not None and found.fingerprint != mark:
        raise RuleBroken(
            f"Edition {questionnaire.edition} of {questionnaire.code} is already published with other content, "
            "and a published edition never changes. Nothing was published. Give the changed set a new edition "
            "number and publish it again.",
            field="edition",
        )
    return found


def _add_rows(session: Session, edition_id: int, questionnaire: Questionnaire) -> None:
    """The rows for standards and questions, in one statement each.

    Their ids follow from the edition's id and their place, so that no id has to be read back and the
    same edition has the same ids for as long as its own id stands.
    """
    base = edition_id * ROWS_PER_EDITION
    standards: list[dict[str, Any]] = []
    questions: list[dict[str, Any]] = []
    for standard in questionnaire.standards:
        standard_id = base + len(standards)
        standards.append(
            {
                "id": standard_id,
                "edition_id": edition_id,
                "code": standard.code,
                "title": standard.title,
                "position": len(standards),
            }
        )
        for question in standard.questions:
            questions.append(
                {
                    "id": base + len(questions),
                    "edition_id": edition_id,
                    "standard_id": standard_id,
                    "code": question.code,
                    "kind": question.kind.value,
                    "text": question.text,
                    "position": len(questions),
                }
            )
    session.execute(insert(EditionStandard), standards)
    session.execute(insert(EditionQuestion), questions)


def _must_mean_the_same(session: Session, board_id: int, scale: Mapping[str, Any]) -> None:
    """Refuse a scale that means something else than the one that a published edition has under the same code."""
    there = select(Edition.title, Edition.edition, Edition.content["scale"]).where(
        Edition.content["scale"]["scale"].as_string() == scale["scale"],
        Edition.board_id.is_(None) | (Edition.board_id == board_id),
    )
    for title, number, other in session.execute(there):
        differences = other_meaning(other, scale)
        if differences:
            raise RuleBroken(
                f"{' '.join(differences[:3])} That makes it another scale than the one with the same code in {title}, "
                f"edition {number}. Nothing was published. Give the scale a code of its own.",
                field="scale",
            )
