"""Asking organisations to share what they do well. Each lead has one letter, whatever the number of answers."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.errors import NotVisible, RuleBroken
from audit.domain.good_practice import Sharing
from audit.domain.organisations import sector_of
from audit.domain.texts import checked_words
from audit.domain.workflows import ReturnState
from audit.infra.clock import Clock
from audit.rooms.assessments.queries import submitted_return
from audit.rooms.good_practice.models import GoodPractice
from audit.rooms.good_practice.policy import LONGEST_WHY, must_ask
from audit.rooms.good_practice.queries import (
    Shareable,
    all_green_returns,
    best_answers,
    example_of_board,
    latest_copy,
    praised_answers,
    shareable_answers,
)
from audit.rooms.organisations.queries import leads_of
from audit.rooms.outbox.operations import write_letters
from audit.rooms.questionnaires.queries import questionnaire_of
from audit.rooms.rounds.models import Return
from audit.rooms.rounds.queries import round_by_code
from audit.rooms.trail.operations import record

WHOLE_RETURN = ""
"""The question code of a request that leaves it to the organisation which of its answers it shares."""


def ask_for(
    session: Session,
    actor: Actor,
    clock: Clock,
    reference: str,
    codes: Collection[str],
    why: str = "",
    *,
    public_url: str,
) -> list[GoodPractice]:
    """Ask an organisation to share these answers of its submitted return, which have the best grade.

    Raises NotVisible for a return that the actor's board cannot read and for an answer without the best grade;
    NotAllowed for anybody but the board's administrators; RuleBroken when nothing is chosen, when it was asked
    already, or while the return is open again.
    """
    row = _return(session, actor, reference)
    if not codes:
        raise RuleBroken("Choose at least one answer", "codes")
    said = checked_words(why, "What is good about it", "why", LONGEST_WHY)
    content = latest_copy(session, row)
    best = best_answers(content, questionnaire_of(row.round.edition))
    if not set(codes) <= best.keys():
        raise NotVisible
    return _ask(session, actor, clock, row, {code: said for code in best if code in codes}, best, public_url)


def ask_praised(
    session: Session,
    actor: Actor,
    clock: Clock,
    round_code: str,
    chosen: Collection[tuple[str, str]],
    *,
    public_url: str,
) -> list[GoodPractice]:
    """Ask for answers that moderators praised: ``chosen`` holds references of returns with question codes.

    What the moderator found good goes with the request. Raises as ``ask_for``, and NotVisible for an answer that
    no moderator has praised.
    """
    row = round_by_code(session, actor, round_code)
    must_ask(actor, row.board_id)
    if not chosen:
        raise RuleBroken("Choose at least one answer")
    whys = {(each.reference, each.code): each.why for each in praised_answers(session, row)}
    if not set(chosen) <= whys.keys():
        raise NotVisible
    asked = []
    for reference in sorted({reference for reference, _ in chosen}):
        mine = {code: whys[reference, code] for other, code in chosen if other == reference}
        return_ = _return(session, actor, reference)
        answers = shareable_answers(latest_copy(session, return_))
        asked += _ask(session, actor, clock, return_, mine, answers, public_url)
    return asked


def ask_all_green(
    session: Session, actor: Actor, clock: Clock, round_code: str, chosen: Collection[str], *, public_url: str
) -> list[GoodPractice]:
    """Ask all-green returns, by their references, for an answer of the organisation's own choice.

    Raises as ``ask_for``, and NotVisible for a return that is not all green.
    """
    row = round_by_code(session, actor, round_code)
    must_ask(actor, row.board_id)
    if not chosen:
        raise RuleBroken("Choose at least one return")
    green = {each.reference: each for each in all_green_returns(session, row)}
    if not set(chosen) <= green.keys():
        raise NotVisible
    asked = []
    for reference in sorted(chosen):
        number = green[reference].graded
        why = f"All {number:,} graded answers have the best grade." if number > 1 else "The best grade."
        return_ = _return(session, actor, reference)
        asked += _ask(session, actor, clock, return_, {WHOLE_RETURN: why}, {}, public_url)
    return asked


def take_back(session: Session, actor: Actor, clock: Clock, example_id: int) -> GoodPractice:
    """Take back a request that has not been answered: the organisation is not asked any more.

    Raises NotVisible for anybody but those who ask, and RuleBroken once it has been answered.
    """
    row = example_of_board(session, actor, example_id)
    if row.state is not Sharing.ASKED:
        raise RuleBroken("The organisation has answered already, so there is nothing to take back.")
    note(session, actor, clock, "good-practice.ask-taken-back", row, question=row.question_code)
    session.delete(row)
    return row


def note(
    session: Session, actor: Actor, clock: Clock, event: str, row: GoodPractice, **facts: object
) -> None:
    """Note in the trail what happened to an example; never its words."""
    record(
        session,
        actor,
        clock,
        event,
        subject=("good-practice", str(row.id)),
        board_id=row.board_id,
        organisation_id=row.organisation_id,
        **facts,
    )


def example_from(
    row: Return, answer: Shareable | None, why: str, clock: Clock, asked_by: str
) -> GoodPractice:
    """A request for one answer of a return; for one of the organisation's choice when there is none."""
    body = row.organisation
    return GoodPractice(
        board_id=row.round.board_id,
        organisation_id=row.organisation_id,
        return_id=row.id,
        question_code=answer.code if answer else WHOLE_RETURN,
        question_text=answer.question if answer else "",
        standard_title=answer.standard_title[:300] if answer else "",
        sector=sector_of(
            row.submitted_kind or body.kind,
            row.submitted_phase or body.phase,
            row.submitted_type or body.type,
        ),
        state=Sharing.ASKED,
        why=why,
        words=answer.words if answer else "",
        evidence=[],
        asked_at=clock(),
        asked_by_name=asked_by,
    )


def _return(session: Session, actor: Actor, reference: str) -> Return:
    row = submitted_return(session, actor, reference)
    must_ask(actor, row.round.board_id)
    if row.state is not ReturnState.SUBMITTED:
        raise RuleBroken(
            f"The return of {row.organisation.name} is open again, so its answers may change. "
            "Ask once it has been submitted."
        )
    return row


def _ask(
    session: Session,
    actor: Actor,
    clock: Clock,
    row: Return,
    whys: Mapping[str, str],
    answers: Mapping[str, Shareable],
    public_url: str,
) -> list[GoodPractice]:
    already = set(
        session.scalars(
            select(GoodPractice.question_code).where(
                GoodPractice.return_id == row.id, GoodPractice.question_code.in_(list(whys))
            )
        )
    )
    if already:
        what = ", ".join(sorted(code or "an answer of its own choice" for code in already))
        raise RuleBroken(
            f"{row.organisation.name} was asked already: {what}. Choose what has not been asked."
        )
    if any(code and code not in answers for code in whys):
        raise NotVisible
    found = [example_from(row, answers.get(code), why, clock, actor.name) for code, why in whys.items()]
    session.add_all(found)
    session.flush()
    for example in found:
        note(session, actor, clock, "good-practice.asked", example, question=example.question_code)
    _write(session, actor, clock, row, found, public_url)
    return found


def _write(
    session: Session, actor: Actor, clock: Clock, row: Return, found: list[GoodPractice], public_url: str
) -> None:
    lines = [
        f"{each.question_code} {each.question_text}".strip() or "an answer of your own choice"
        for each in found
    ]
    board = row.round.board
    letters: list[dict[str, Any]] = [
        {
            "to_email": lead.email,
            "to_name": lead.name,
            "about": ("return", row.reference),
            "organisation": row.organisation.name,
            "round": row.round.title,
            "board": board.name,
            "examples": lines,
            "contact_email": board.contact_email,
            "contact_phone": board.contact_phone,
            "link": f"{public_url}/organisations/{row.organisation_id}/good-practice",
        }
        for lead in leads_of(session, actor, [row.organisation_id])
    ]
    write_letters(session, clock, "good-practice-asked", letters, board_id=board.id)
