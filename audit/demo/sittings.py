"""How a return of the open rounds is worked on: papers are attached, then a sitting for each standard."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from audit.demo.answer_actions import AnswerActions
from audit.demo.answering import Answering
from audit.demo.chance import number
from audit.demo.clock import Timeline, at_work
from audit.demo.desk import Desk, Paper
from audit.demo.files import pdf_file, table_file, text_file
from audit.demo.stage import Stage
from audit.domain.actor import Actor
from audit.domain.answers import AnswerContent


def papers(name: str, day: date) -> list[Paper]:
    """The files that an agency attaches; ``name`` decides what is left to chance."""
    return [
        Paper(
            "Safeguarding policy.pdf",
            pdf_file(
                "Safeguarding policy",
                [
                    f"A made-up policy, for the demonstration only ({name}).",
                    "1. Everybody who works here looks out for children.",
                    "2. Whoever is worried speaks to the lead on the same day.",
                    "3. The policy is reviewed every year.",
                ],
            ),
            "The policy in force, with the date of its last review",
            day + timedelta(days=200),
        ),
        Paper(
            "Training log.csv",
            table_file(
                [("Team", "Staff", "In date")]
                + [
                    (f"Team {team}", 12 + number(name, team, below=20), 8 + number(team, name, below=4))
                    for team in range(1, 6)
                ]
            ),
            "How many staff are in date, by team",
            day + timedelta(days=90),
        ),
        Paper(
            "Supervision audit.txt",
            text_file(
                "Supervision audit",
                [
                    f"Made up for the demonstration ({name}).",
                    "Twelve files were read. Ten had notes for every month.",
                    "Managers will look at the other two teams again in the spring.",
                ],
            ),
            "Findings of this year’s reading of files",
        ),
    ]


def begins(opened: datetime, name: str, below: int) -> datetime:
    """When somebody begins: two days or more after the round was opened.

    Work is moved from a weekend to the Friday before, and nobody can answer before the round is open.
    """
    return opened + timedelta(days=2 + number("begin", name, below=below))


def plan_sittings(
    stage: Stage,
    timeline: Timeline,
    desk: Desk,
    answering: Answering,
    answers: Mapping[str, AnswerContent],
    part: float,
    begin: datetime,
    end: datetime,
    files: list[Paper],
    actions: AnswerActions | None = None,
) -> None:
    """A sitting a standard between two moments, until so much of the whole is answered.

    Whoever stops before the end leaves an answer or two of the last sitting half done, and its actions to be added.
    """
    sittings = list(answering.by_standard(answers))
    count = max(1, round(len(sittings) * part))
    step = (end - begin) / max(1, count - 1)
    timeline.at(at_work(begin, 7, 40), lambda: desk.attach(stage.intake, files))
    for place, sitting in enumerate(sittings[:count]):
        is_last = part < 1 and place == count - 1
        if is_last:
            codes = list(sitting)
            kept = {code: sitting[code] for code in codes[: max(1, len(codes) - 1)]}
            kept[codes[0]] = answering.half_done(kept[codes[0]], codes[0])
            sitting = kept
        by = desk.contributor if place % 3 == 1 else None
        when = at_work(
            begin + step * place,
            8 + number("hour", answering.name, place, below=7),
            number("minute", answering.name, place, below=60),
        )
        timeline.at(when, _sitting(desk, answering, sitting, by, None if is_last else actions))


def _sitting(
    desk: Desk,
    answering: Answering,
    answers: Mapping[str, AnswerContent],
    by: Actor | None,
    actions: AnswerActions | None,
) -> Callable[[], None]:
    def sit() -> None:
        desk.save(answers, by=by)
        desk.cite_where_needed(answering, answers)
        if actions is not None:
            actions.add_for(answers)

    return sit
