"""The demonstration's visits and its feedback."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.domain.child_details import warnings_in
from audit.domain.visits import VisitState
from audit.domain.workflows import RoundState
from audit.rooms.rounds.models import Round
from audit.rooms.visits.models import Feedback, Visit
from audit.rooms.visits.queries.reading import views_of


def test_two_visits_and_what_was_seen(reading: Session) -> None:
    visits = reading.scalars(select(Visit).order_by(Visit.id)).all()
    assert [visit.state for visit in visits] == [VisitState.REPLIED, VisitState.SENT]
    for view in views_of(reading, visits):
        compared = [line for line in view.lines.values() if line.sight]
        assert len(compared) >= 5, "the starter form looks at what the school had graded"
        assert view.row.sent_at
        assert not view.missing
        assert not [line for line in view.lines.values() if warnings_in(line.content.narrative)]
    assert any(view.different for view in views_of(reading, visits))


def test_the_closed_round_has_feedback(reading: Session) -> None:
    given = reading.scalars(select(Feedback)).all()
    assert len(given) >= 20
    assert {row.is_named for row in given} == {True, False}
    rounds = reading.scalars(select(Round).where(Round.id.in_({row.round_id for row in given}))).all()
    assert [(row.code, row.state) for row in rounds] == [("staffordshire-2010", RoundState.CLOSED)]
