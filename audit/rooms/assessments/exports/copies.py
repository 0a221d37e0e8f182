"""A submitted copy as an Excel file, from the copy alone."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from audit.domain.actions import ACTION_STATE_WORDS
from audit.domain.dates import say_date, say_moment
from audit.domain.on_paper import paper_of_copy, say_signature_on_paper
from audit.infra.workbook import Bold, CellValue, Column, Percent, Shaded, Workbook
from audit.rooms.assessments.presenters import (
    ReadAction,
    ReadAnswer,
    ReadFigures,
    ReadStandard,
    Said,
    read_figures,
    read_progress,
    read_scale,
    read_standards,
)

_STRENGTHS = {"must": "Must", "should": "Should", "local": "Local"}


def copy_workbook(content: Mapping[str, Any], fingerprint: str) -> bytes:
    """The Excel file of a copy, with the sheets Return, Answers, Evidence, Actions, Progress and Scale.

    A content that was never submitted (``submitted_at`` is empty) says so, and has no fingerprint.
    Rates and Actions are there when there are any; Progress, with every note, when the copy is of a progress review.
    """
    standards = read_standards(content)
    scale = read_scale(content)
    book = Workbook(f"Return {content['reference']}")
    book.sheet(
        "Return",
        [Column("What", 34), Column("Says", 80, wrap=True)],
        _about(content, standards, fingerprint),
        filters=False,
    )
    book.sheet(
        "Answers",
        [
            Column("Standard", 10),
            Column("Standard title", 28, wrap=True),
            Column("Question", 10),
            Column("Question text", 50, wrap=True),
            Column("Strength", 10),
            Column("Grade", 18),
            Column("Answer", 30, wrap=True),
            Column("Narrative", 70, wrap=True),
            Column("Why not applicable", 40, wrap=True),
            Column("Evidence", 40, wrap=True),
            Column("Answered by", 22),
            Column("Answered at", 24),
        ],
        _answers(content, standards),
    )
    book.sheet(
        "Evidence",
        [
            Column("Question", 10),
            Column("File", 40, wrap=True),
            Column("Description", 50, wrap=True),
            Column("Review date", 20),
            Column("SHA-256 of the file", 66),
        ],
        _evidence(content),
    )
    figures = read_figures(content)
    if figures.rates or figures.unfit:
        book.sheet(
            "Rates",
            [
                Column("What", 60, wrap=True),
                Column("Count", 12),
                Column("Of", 12),
                Column("Share", 10),
                Column("Remark", 60, wrap=True),
            ],
            _rates(figures),
            filters=False,
        )
    actions = [action for standard in standards for answer in standard.answers for action in answer.actions]
    if actions:
        book.sheet(
            "Actions",
            [
                Column("Question", 10),
                Column("What", 60, wrap=True),
                Column("Owner", 28, wrap=True),
                Column("Due", 20),
                Column("State", 22),
            ],
            (
                [each.question, each.what, each.owner, each.due_on, ACTION_STATE_WORDS[each.state]]
                for each in actions
            ),
        )
    if reported := read_progress(content.get("progress") or ()):
        book.sheet(
            "Progress",
            [
                Column("Question", 10),
                Column("Action", 60, wrap=True),
                Column("Owner", 28, wrap=True),
                Column("Due", 20),
                Column("State", 22),
                Column("Note of progress", 70, wrap=True),
                Column("Written by", 22),
                Column("Written at", 24),
            ],
            _progress(reported),
        )
    book.sheet(
        "Scale",
        [
            Column("Grade", 22),
            Column("Letter", 8),
            Column("Meaning", 70, wrap=True),
            Column("Meets the minimum", 20),
        ],
        (
            [
                Shaded(grade.label, grade.colour),
                grade.letter,
                grade.meaning,
                "Yes" if grade.meets_minimum else "No",
            ]
            for grade in scale.shown
        ),
        filters=False,
    )
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _about(
    content: Mapping[str, Any], standards: list[ReadStandard], fingerprint: str
) -> Iterator[list[CellValue]]:
    organisation, audit_round, edition = content["organisation"], content["round"], content["edition"]
    yield ["Reference", content["reference"]]
    yield ["Organisation", organisation["name"]]
    yield ["Board", audit_round["board"]["name"]]
    if together := content.get("together_with"):
        yield ["Answered together with the return to", ", ".join(together)]
    yield ["Round", audit_round["title"]]
    yield ["Due", say_date(date.fromisoformat(audit_round["due_on"]))]
    if content["submitted_at"]:
        yield ["Submitted", say_moment(datetime.fromisoformat(content["submitted_at"]))]
        yield ["Submitted by", content["submitted_by"]]
    else:
        yield ["Submitted", "Not submitted: this is the return as it stood when the file was made"]
    if paper := paper_of_copy(content):
        yield ["From paper", paper]
        yield ["Why it came on paper", content["on_behalf"]["reason"]]
        if content["on_behalf"]["scan"]:
            yield ["Scan of the signed paper", content["on_behalf"]["scan"]["file_name"]]
    yield ["Question set", f"{edition['title']}, edition {edition['edition']}"]
    yield ["Grade scale", content["scale"]["title"]]
    for standard in standards:
        if standard.is_header:
            yield [Bold(standard.title)]
            for answer in standard.answers:
                yield [answer.question.text, "\n".join(_words(answer.said))]
    if content["sign_off"]:
        yield [Bold("Signed by")]
    for signature in content["sign_off"]:
        said = [f"{signature['name']}, {signature['title']}"]
        said.append(say_signature_on_paper(signature) or say_moment(datetime.fromisoformat(signature["at"])))
        if signature["governing_body_on"]:
            met_on = say_date(date.fromisoformat(signature["governing_body_on"]))
            said.append(f"Governing body meeting on {met_on}")
        yield [signature["step_title"], "\n".join(said)]
    yield [Bold("About this copy")]
    if content["submitted_at"]:
        yield ["Copy number", content["number"]]
        yield ["Fingerprint of the copy", fingerprint]
    yield ["Fingerprint of the question set", edition["fingerprint"]]


def _rates(figures: ReadFigures) -> Iterator[list[CellValue]]:
    for rate in figures.rates:
        if rate.value is None:
            yield [rate.title, None, None, None, rate.words]
            continue
        value = rate.value
        share = Percent(float(value.numerator / value.denominator)) if value.percent is not None else None
        yield [rate.title, _plain(value.numerator), _plain(value.denominator), share, rate.unit]
    for sentence in figures.unfit:
        yield ["Numbers that do not fit together", None, None, None, sentence]


def _plain(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)


def _words(said: Said) -> list[str]:
    if said.not_applicable:
        return ["Not applicable"]
    return [*said.lines] or [said.grade.label if said.grade else said.grade_word or "Not answered"]


def _answers(content: Mapping[str, Any], standards: list[ReadStandard]) -> Iterator[list[CellValue]]:
    not_applicable = content["scale"]["not_applicable"]["label"]
    for standard in standards:
        for answer in standard.answers:
            said = answer.said
            yield [
                "" if standard.is_header else standard.code,
                standard.title,
                answer.question.code,
                answer.question.text,
                _STRENGTHS[answer.question.strength.value],
                _grade(answer, not_applicable),
                "\n".join(said.lines),
                said.narrative,
                said.reason,
                "\n".join(file.name for file in answer.files),
                f"{answer.by}. {answer.origin}" if answer.origin else answer.by,
                say_moment(answer.at) if answer.at else "",
            ]


def _progress(reported: list[ReadAction]) -> Iterator[list[CellValue]]:
    """A row a note; an action without a note has one row, whose note is empty."""
    for each in reported:
        said: list[CellValue] = [
            each.question,
            each.what,
            each.owner,
            each.due_on,
            ACTION_STATE_WORDS[each.state],
        ]
        for note in each.notes or (None,):
            yield [*said, note.text, note.by, say_moment(note.at)] if note else [*said, "", "", ""]


def _grade(answer: ReadAnswer, not_applicable: str) -> CellValue:
    said = answer.said
    if said.not_applicable:
        return not_applicable
    if said.grade:
        return Shaded(said.grade.label, said.grade.colour)
    return said.grade_word or ("" if said.lines else "Not answered")


def _evidence(content: Mapping[str, Any]) -> Iterator[list[CellValue]]:
    for code, answer in content["answers"].items():
        for file in answer["evidence"]:
            yield [
                code,
                file["file_name"],
                file["description"],
                date.fromisoformat(file["review_on"]) if file["review_on"] else None,
                file["sha256"],
            ]
