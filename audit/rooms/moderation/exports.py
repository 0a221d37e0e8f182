"""The outcome of a return as a Word document, from its content alone."""

from collections.abc import Iterator

from audit.domain.dates import say_date, say_moment
from audit.infra.word import Paper, Tinted
from audit.infra.workbook import GRADE_GROUNDS
from audit.rooms.moderation.presenters.outcomes import GradeLine, OutcomePage, Standing, grade_words


def outcome_document(page: OutcomePage) -> bytes:
    """The document."""
    content, scale = page.content, page.scale
    paper = Paper(f"Outcome: {content['round']['title']}", author=content["board"]["name"], at=page.sent_at)
    contact = ", ".join(each for each in (content["board"]["email"], content["board"]["phone"]) if each)
    paper.facts(
        [
            ("Organisation", content["organisation"]["name"]),
            ("From", content["board"]["name"]),
            ("Return", f"{content['reference']}, submitted {say_moment(page.submitted_at)}"),
            ("Question set", f"{content['edition']['title']}, edition {content['edition']['edition']}"),
            ("Outcome sent", f"{say_moment(page.sent_at)} by {content['sent_by']}"),
            *([("Questions to", contact)] if contact else []),
        ]
    )
    paper.heading("Two strengths")
    paper.bullets(each for each in content["strengths"] if each)
    paper.heading("Next steps")
    paper.paragraph(content["next_steps"])
    if content["actions_expected"] or page.asked or page.actions:
        paper.heading("Actions expected")
        paper.paragraph(content["actions_expected"])
        rows = [
            *([code, what, "", say_date(due)] for code, what, due in page.asked),
            *(
                [code, f"{what} ({state})", owner, say_date(due)]
                for code, what, owner, due, state in page.actions
            ),
        ]
        if rows:
            paper.table(("Question", "What", "Who", "By"), rows, (0.12, 0.5, 0.18, 0.2))
    paper.heading("Grades")
    paper.paragraph(grade_words(page))
    header = (
        ("Question", "Own grade", "Moderated", "Agreed") if content["moderated"] else ("Question", "Grade")
    )
    widths = (0.49, 0.17, 0.17, 0.17) if content["moderated"] else (0.8, 0.2)
    for standard in page.standards:
        paper.heading(f"{standard.code} {standard.title}", level=2)
        paper.table(header, [list(_row(page, line)) for line in standard.lines], widths)
    paper.heading("What the grades mean")
    paper.table(
        ("Grade", "Meaning"),
        [(Tinted(grade.label, GRADE_GROUNDS[grade.colour]), grade.meaning) for grade in scale.shown],
        (0.25, 0.75),
    )
    paper.footer(f"{content['reference']}, copy {content['number']}")
    return paper.content()


def _row(page: OutcomePage, line: GradeLine) -> Iterator[str | Tinted]:
    said = f"{line.code} {line.text}"
    if line.moved:
        said += f"\n{line.how}. {line.why}".rstrip()
    yield said
    yield _cell(page, line.own)
    if page.content["moderated"]:
        yield _cell(page, line.moderated) if line.moderated else ""
        yield _cell(page, line.agreed) if line.agreed else ""


def _cell(page: OutcomePage, standing: Standing) -> str | Tinted:
    words = standing.words(page.scale)
    return Tinted(words, GRADE_GROUNDS[standing.grade.colour]) if standing.grade else words
