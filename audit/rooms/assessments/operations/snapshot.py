"""The copy of a return: one JSON document that says everything, so that it can be read without any other table.

The document is the format of ``Submission.content``; it is never rewritten, so readers must keep to ``format`` 1.
Moments are ISO 8601 in UTC, dates ISO, grades by key with their label beside them.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from audit.domain.answers import EMPTY, AnswerContent
from audit.domain.questionnaire import Question, Reference
from audit.domain.scales import Scale
from audit.domain.sign_off import Signature, step_title
from audit.rooms.action_plans.models import Action
from audit.rooms.assessments.models import OnBehalf
from audit.rooms.assessments.operations.origins import Origin
from audit.rooms.assessments.queries import AnyReturn, Citation, GivenAnswer, ReportedAction, ReturnView

FORMAT = 1


def answers_content(view: ReturnView, origins: Mapping[str, Origin] | None = None) -> dict[str, Any]:
    """What is asked of this organisation now and what it says: the part of a copy that the approver reads.

    ``origins`` says of answers where they came from, when not from the organisation itself.
    """
    came, asked = origins or {}, view.progress.by_code
    scale, actions = view.questionnaire.scale, view.actions or {}
    return {
        "scale": _scale(scale),
        "asked": list(asked),
        "standards": [
            {
                "code": standard.standard.code,
                "title": standard.standard.title,
                "is_header": standard.standard.is_header,
                "questions": [_question(progress.question) for progress in standard.questions],
            }
            for standard in view.progress.standards
        ],
        "answers": {
            code: _answer(
                scale,
                view.contents.get(code, EMPTY),
                view.answers.get(code),
                view.cited.get(code, ()),
                actions.get(code, ()),
                came.get(code),
            )
            for code in asked
            if code in view.contents or view.cited.get(code) or actions.get(code)
        },
        # Left out where there is none, as in the copies from before numbers were reckoned with.
        **({"figures": _figures(view)} if view.questionnaire.figures.rates or view.broken_checks else {}),
    }


def progress_content(reported: Iterable[ReportedAction]) -> list[dict[str, Any]]:
    """The part of a copy in which a progress review reports on its actions."""
    return [
        {
            "what": each.action.what,
            "question": each.action.question_code,
            "owner": each.action.owner_name,
            "due_on": each.action.due_on.isoformat(),
            "state": each.action.state.value,
            "notes": [{"by": note.by_name, "at": moment(note.at), "text": note.text} for note in each.notes],
        }
        for each in reported
    ]


def copy_content(
    view: ReturnView,
    *,
    reference: str,
    number: int,
    signed: Iterable[Signature],
    submitted_at: datetime,
    submitted_by: str,
    progress: Iterable[ReportedAction] | None = None,
    together_with: Sequence[str] = (),
    origins: Mapping[str, Origin] | None = None,
    on_behalf: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The whole copy of a return as it is submitted now; ``progress`` on actions belongs to a review alone.

    ``together_with`` names the boards whose returns were answered together with this one; ``on_behalf`` says that its
    board entered it from paper.
    """
    row, questionnaire = view.row, view.questionnaire
    organisation, round_ = row.organisation, row.round
    return {
        "format": FORMAT,
        "reference": reference,
        "number": number,
        "return_reference": row.reference,
        "organisation": {
            "id": organisation.id,
            "name": organisation.name,
            "kind": organisation.kind,
            "phase": organisation.phase,
            "type": organisation.type,
            "town": organisation.town,
            "postcode": organisation.postcode,
        },
        "round": {
            "code": round_.code,
            "title": round_.title,
            "due_on": row.due.isoformat(),
            "board": {"code": round_.board.code, "name": round_.board.name},
        },
        "edition": {
            "code": questionnaire.code,
            "edition": questionnaire.edition,
            "title": questionnaire.title,
            "fingerprint": round_.edition.fingerprint,
        },
        **answers_content(view, origins),
        **({} if progress is None else {"progress": progress_content(progress)}),
        # Left out where there is none: hardly any return is answered together with another, or from paper.
        **({"together_with": list(together_with)} if together_with else {}),
        **({"on_behalf": dict(on_behalf)} if on_behalf else {}),
        "sign_off": [
            {
                "step": s.step,
                "step_title": step_title(s.step),
                "name": s.name,
                "title": s.title,
                "at": moment(s.at),
                "governing_body_on": _day(s.governing_body_on),
                # Left out of signatures that were given here, as in the copies from before there were others.
                **({"on_paper_on": _day(s.on_paper_on), "entered_by": s.entered_by} if s.on_paper_on else {}),
            }
            for s in signed
        ],
        "submitted_at": moment(submitted_at),
        "submitted_by": submitted_by,
    }


def on_behalf_content(row: AnyReturn, entered: OnBehalf | None, *, by_board: bool) -> dict[str, Any] | None:
    """The part of a copy that marks a return which its board entered from paper; ``None`` for any other.

    ``by_board`` tells whether the board also finished and submitted it.
    """
    if entered is None or row.paper_received_on is None:
        return None
    scan = entered.scan if by_board else None
    return {
        "received_on": row.paper_received_on.isoformat(),
        "reason": entered.reason,
        "entered_by": entered.by_name,
        "board": row.round.board.name,
        "finished_by_organisation": not by_board,
        "scan": None if scan is None else {"id": scan.id, "file_name": scan.file_name, "sha256": scan.sha256},
    }


def moment(at: datetime) -> str:
    """A moment as a copy holds it."""
    return at.astimezone(UTC).isoformat()


def _action(action: Action) -> dict[str, Any]:
    return {
        "what": action.what,
        "owner": action.owner_name,
        "due_on": action.due_on.isoformat(),
        "state": action.state.value,
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _figures(view: ReturnView) -> dict[str, Any]:
    """The rates of this return with the numbers they come from, and which of its numbers do not fit together."""
    rates = []
    for rate in view.questionnaire.figures.rates:
        if any(code not in view.questions for code in rate.codes):
            continue  # it is made of a question that this organisation is not asked
        value = rate.value(view.numbers)
        rates.append(
            {
                "code": rate.code,
                "title": rate.title,
                "unit": rate.unit,
                "of": str(rate.of),
                "out_of": str(rate.out_of),
                "numerator": None if value is None else str(value.numerator),
                "denominator": None if value is None else str(value.denominator),
                "missing": sorted(set(rate.codes) - view.numbers.keys()),
            }
        )
    return {"rates": rates, "unfit": [sentence for _, sentence in view.broken_checks]}


def _scale(scale: Scale) -> dict[str, Any]:
    return {
        "code": scale.code,
        "title": scale.title,
        "about": scale.about,
        "order": scale.order.value,
        "grades": [
            {
                "key": grade.key,
                "label": grade.label,
                "letter": grade.letter,
                "meaning": grade.meaning,
                "colour": grade.colour,
                "points": str(grade.points),
                "meets_minimum": grade.meets_minimum,
            }
            for grade in scale.grades
        ],
        "not_applicable": {"label": scale.not_applicable.label, "letter": scale.not_applicable.letter},
    }


def _question(question: Question) -> dict[str, Any]:
    found: dict[str, Any] = {
        "code": question.code,
        "text": question.text,
        "kind": question.kind.value,
        "strength": question.strength.value,
        "reference": _reference(question.reference),
    }
    if question.choices:
        found["choices"] = [{"key": key, "label": label} for key, label in question.choices]
    if question.unit:
        found["unit"] = question.unit
    return found


def _reference(reference: Reference | None) -> dict[str, str] | None:
    if reference is None:
        return None
    return {"title": reference.title, "edition": reference.edition, "part": reference.part}


def _answer(
    scale: Scale,
    content: AnswerContent,
    answer: GivenAnswer | None,
    cited: Iterable[Citation],
    actions: Sequence[Action],
    origin: Origin | None,
) -> Mapping[str, Any]:
    grade = scale.by_key.get(content.grade or "")
    return {
        "grade": content.grade,
        "grade_label": grade.label if grade else None,
        "value": content.value,
        "narrative": content.narrative,
        "not_applicable": content.not_applicable,
        "na_reason": content.na_reason,
        "evidence": [
            {
                "id": link.evidence.id,
                "file_name": link.evidence.file_name,
                "sha256": link.evidence.sha256,
                "description": link.evidence.description,
                "review_on": _day(link.evidence.review_on),
            }
            for link in cited
        ],
        # Left out where there is none, as in the copies from before there were actions.
        **({"actions": [_action(action) for action in actions]} if actions else {}),
        **({"origin": origin.content()} if origin else {}),
        "updated_by": answer.updated_by_name if answer else None,
        "updated_at": moment(answer.updated_at) if answer else None,
    }
