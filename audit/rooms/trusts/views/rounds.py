"""The rounds of a trust's schools, one of them with every school, and what home says of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from audit.domain.actor import Actor
from audit.domain.permissions import Permission
from audit.domain.together import count_words
from audit.domain.workflows import RoundState
from audit.infra.clock import today
from audit.rooms.trusts.operations import give_to_schools
from audit.rooms.trusts.policy import may
from audit.rooms.trusts.presenters import item_lines, school_lines
from audit.rooms.trusts.queries import (
    answered_of,
    items_of,
    open_rounds,
    rounds_of_trust,
    stands_of,
    waiting_rounds,
)
from audit.rooms.trusts.views.blueprint import PLACE, blueprint, round_here
from audit.web.guard import actor, allow
from audit.web.home import Standing, Waiting
from audit.web.navigation import stand_in
from audit.web.transactions import clock, db

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@blueprint.get(PLACE)
@allow(Permission.RETURN_VIEW)
def show_rounds(organisation_id: int) -> str:
    """The rounds in which the schools of a trust are asked."""
    trust, rounds = rounds_of_trust(db(), actor(), organisation_id)
    stand_in("organisation", trust.id)
    return render_template(
        "trusts/rounds.html",
        trust=trust,
        open_rounds=[row for row in rounds if row.state is RoundState.OPEN],
        closed_rounds=[row for row in rounds if row.state is not RoundState.OPEN],
    )


@blueprint.get(f"{PLACE}/<round_code>")
@allow(Permission.RETURN_VIEW)
def show_round(organisation_id: int, round_code: str) -> str:
    """Every school of the trust in a round, and the questions that the trust answers for all."""
    here = round_here(organisation_id, round_code)
    items = items_of(db(), here)
    stands = stands_of(db(), here, items)
    day = today(clock())
    schools = school_lines(here, items, stands, answered_of(db(), here), day)
    is_open = here.round.state is RoundState.OPEN
    return render_template(
        "trusts/round.html",
        here=here,
        schools=schools,
        submitted=sum(row.submitted_at is not None for row in here.returns),
        items=item_lines(here, items, stands),
        is_open=is_open,
        may_choose=is_open and may(actor(), Permission.RETURN_SEND, organisation_id),
        may_answer=is_open and may(actor(), Permission.RETURN_ANSWER, organisation_id),
        lacking=sum(line.lacking > 0 for line in schools),
    )


@blueprint.post(f"{PLACE}/<round_code>/give")
@allow(Permission.RETURN_ANSWER)
def give_answers(organisation_id: int, round_code: str) -> Response:
    """Give the trust's answers to the schools that do not have them yet."""
    given = give_to_schools(db(), actor(), clock(), organisation_id, round_code)
    count = given.schools
    flash(
        f"{count} {'school has' if count == 1 else 'schools have'} your answers now."
        if count
        else "There is no school to give an answer to.",
        "success",
    )
    return redirect(url_for(".show_round", organisation_id=organisation_id, round_code=round_code), 303)


def waiting(session: Session, actor: Actor, today: date) -> Sequence[Waiting]:
    """The questions that a trust of this person has chosen to answer for all, and has not answered."""
    return [
        Waiting(
            title=row.title,
            detail=f"{trust.name}. {count_words(count, 'question')} to answer for all of your schools.",
            href=url_for(
                "trusts.show_round", organisation_id=trust.id, round_code=row.code, _anchor="for-all"
            ),
            button="Answer for your schools",
            due=row.due_on,
        )
        for trust, row, count in waiting_rounds(session, actor)
    ]


def standing(session: Session, actor: Actor, today: date) -> Sequence[Standing]:
    """The open rounds of the schools of this person's trusts."""
    return [
        Standing(
            title=row.title,
            detail=f"{trust.name}: your schools",
            href=url_for("trusts.show_round", organisation_id=trust.id, round_code=row.code),
            status="Open",
            colour="blue",
            due=row.due_on,
        )
        for trust, row in open_rounds(session, actor)
    ]
