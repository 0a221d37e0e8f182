"""What an outcome says, as one JSON document that can be read without any other table.

The document is the format of ``Outcome.content``; it is never rewritten, so readers must keep to ``format`` 1.
Moments are ISO 8601 in UTC, dates ISO, grades by key with the scale beside them.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from audit.domain.agreement import How
from audit.domain.questionnaire import Kind
from audit.rooms.moderation.models import AgreedGrade, Judgement, Outcome
from audit.rooms.moderation.queries.outcomes import OutcomeView

FORMAT = 1


def outcome_content(
    view: OutcomeView, outcome: Outcome, *, sent_at: datetime, sent_by: str
) -> dict[str, Any]:
    """The whole outcome of a return as it is sent now."""
    row, board, copy = view.row, view.row.round.board, view.copy.content
    return {
        "format": FORMAT,
        "reference": row.reference,
        "number": view.copy.number,
        "organisation": {"name": row.organisation.name},
        "round": {"code": row.round.code, "title": row.round.title},
        "board": {"name": board.name, "email": board.contact_email, "phone": board.contact_phone},
        "edition": copy["edition"],
        "submitted_at": copy["submitted_at"],
        "scale": copy["scale"],
        "moderated": bool(view.agreed),
        "standards": grades_content(view),
        "strengths": [outcome.strength_1, outcome.strength_2],
        "next_steps": outcome.next_steps,
        "actions_expected": outcome.actions_expected,
        "asked": list(outcome.asked),
        "actions": [
            {
                "code": code,
                "what": action.what,
                "owner": action.owner_name,
                "due_on": action.due_on.isoformat(),
                "state": action.state.value,
            }
            for code, actions in view.actions.items()
            for action in actions
        ],
        "sent_at": sent_at.astimezone(UTC).isoformat(),
        "sent_by": sent_by,
    }


def grades_content(view: OutcomeView) -> list[dict[str, Any]]:
    """By standard, each graded answer with its own, its moderated and its agreed grade."""
    content = view.copy.content
    found = []
    for standard in content["standards"]:
        lines = [
            _line(
                question,
                content["answers"].get(question["code"], {}),
                view.agreed.get(question["code"]),
                view.judgements.get(question["code"]),
            )
            for question in standard["questions"]
            if question["kind"] == Kind.GRADED
        ]
        if lines:
            found.append({"code": standard["code"], "title": standard["title"], "questions": lines})
    return found


def _line(
    question: Mapping[str, Any],
    answer: Mapping[str, Any],
    agreed: AgreedGrade | None,
    judgement: Judgement | None,
) -> dict[str, Any]:
    own = _verdict(answer.get("grade"), bool(answer.get("not_applicable")))
    moderated = stands = None
    why = ""
    if agreed is not None:
        stands = _verdict(agreed.grade, agreed.not_applicable)
        moderated = _verdict(agreed.moderated_grade, False)
        if judgement is not None:
            moderated = _verdict(judgement.grade, judgement.not_applicable)
            if stands != own:
                why = judgement.settled_reason if agreed.how == How.SETTLED else judgement.comment
    return {
        "code": question["code"],
        "text": question["text"],
        "own": own,
        "moderated": moderated,
        "agreed": stands,
        "how": agreed.how if agreed is not None else "",
        "why": why,
    }


def _verdict(grade: str | None, not_applicable: bool) -> dict[str, Any]:
    return {"grade": None if not_applicable else grade, "not_applicable": not_applicable}


def below_minimum(view: OutcomeView) -> dict[str, tuple[str, Mapping[str, Any]]]:
    """The graded answers whose grade that stands is below the minimum: the grade's key and the line, by code."""
    below = {grade["key"] for grade in view.copy.content["scale"]["grades"] if not grade["meets_minimum"]}
    found: dict[str, tuple[str, Mapping[str, Any]]] = {}
    for standard in grades_content(view):
        for line in standard["questions"]:
            key = (line["agreed"] or line["own"])["grade"]
            if key in below:
                found[line["code"]] = (key, {**line, "standard": f"{standard['code']} {standard['title']}"})
    return found


def day(text: str) -> date:
    """A date as the document holds it."""
    return date.fromisoformat(text)
