"""A case audit as an Excel workbook: what stands per question, per organisation and theme, every case, and before."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from audit.domain.case_audits import NOT_APPLICABLE
from audit.domain.questionnaire import Kind
from audit.domain.rollup import Share
from audit.domain.scales import Scale
from audit.infra.workbook import CellValue, Column, Percent, Shaded, Workbook
from audit.rooms.case_audits.presenters import change_words, themes_of
from audit.rooms.case_audits.queries.figures import BeforeAndAfter, Figures, Said

_QUESTION = (Column("Code", 8), Column("Question", 60, wrap=True))


def write_workbook(
    path: Path,
    figures: Figures,
    organisations: Mapping[int, str],
    beside: BeforeAndAfter | None,
    numbers: Mapping[int, int],
    by: str,
    at: str,
) -> None:
    """Write the workbook. ``organisations`` are names by id, ``numbers`` the running numbers of the cases by id."""
    scale = figures.scale
    book = Workbook(figures.audit.title)
    book.sheet(
        "About", [Column("What", 34), Column("Value", 70, wrap=True)], _about(figures, by, at), filters=False
    )
    book.sheet(
        "By question",
        [
            *_QUESTION,
            Column("Whose grade", 14),
            *(Column(grade.label, 14) for grade in scale.shown),
            Column(scale.not_applicable.label, 14),
            Column("At or above the minimum, or yes", 16),
            Column("Of", 8),
            Column("Share", 10),
            Column("Graded otherwise", 16),
        ],
        _by_question(figures),
    )
    graded = [each for each in figures.questions.values() if each.is_graded]
    book.sheet(
        "By organisation",
        [
            Column("Organisation", 40, wrap=True),
            Column("Cases", 8),
            Column("Cases moderated", 10),
            Column("Answers at or above the minimum", 14),
            Column("Of", 8),
            Column("Share", 10),
            *(Column(f"{each.question.code} met of graded", 12) for each in graded),
        ],
        _by_organisation(figures, organisations),
    )
    book.sheet(
        "By theme",
        [
            Column("Theme", 40, wrap=True),
            Column("Cases", 24),
            Column("Answers at or above the minimum", 14),
            Column("Of", 8),
            Column("Share", 10),
        ],
        (
            [each.name, each.cases, *(_share(each.figures.met) if each.figures else ("Not shown apart",))]
            for each in themes_of(figures)
        ),
    )
    book.sheet(
        "Cases",
        [
            Column("Organisation", 40, wrap=True),
            Column("Case", 8),
            Column("Theme", 30, wrap=True),
            *_QUESTION,
            Column("Auditor", 18),
            Column("Moderator", 18),
            Column("Agreed after talking", 18),
            Column("What stands", 18),
        ],
        _cases(figures, organisations, numbers),
    )
    if beside is not None:
        book.sheet(
            "Before and after",
            [
                *_QUESTION,
                Column("Met then", 10),
                Column("Of then", 10),
                Column("Share then", 10),
                Column("Met now", 10),
                Column("Of now", 10),
                Column("Share now", 10),
                Column("Change", 18),
            ],
            (
                [
                    each.now.question.code,
                    each.now.question.text,
                    *_share(each.then),
                    *_share(each.now.met),
                    change_words(each),
                ]
                for each in beside.lines
            ),
        )
    book.save(path)


def _about(figures: Figures, by: str, at: str) -> Iterator[list[CellValue]]:
    row = figures.audit
    yield ["Case audit", row.title]
    yield ["Theme", row.theme]
    yield ["Question set", f"{figures.questionnaire.title}, edition {figures.questionnaire.edition}"]
    yield ["Cases that count (sent)", len(figures.cases)]
    yield ["Organisations", len(figures.organisations)]
    yield ["Cases moderated", figures.moderated_cases.words]
    yield ["What stands", "The grade that was agreed, else the moderator’s, else the auditor’s own."]
    yield ["Taken", f"{at} by {by}"]


def _share(part: Share) -> tuple[CellValue, CellValue, CellValue]:
    share = Percent(part.numerator / part.denominator) if part.denominator else None
    return part.numerator, part.denominator, share


def _by_question(figures: Figures) -> Iterator[list[CellValue]]:
    blank: list[CellValue] = [None] * (len(figures.scale.shown) + 1)
    for code, each in figures.questions.items():
        if not each.is_graded:
            yield [code, each.question.text, "Auditor", *blank, *_share(each.yes)]
            continue
        for whose, counted in (
            ("Auditor", each.own),
            ("Moderator", each.moderated),
            ("What stands", each.stands),
        ):
            yield [
                code,
                each.question.text,
                whose,
                *(counted.count(grade.key) for grade in figures.scale.shown),
                counted.not_applicable,
                *_share(counted.meets_minimum),
                each.moved.numerator if whose == "Moderator" else None,
            ]


def _by_organisation(figures: Figures, organisations: Mapping[int, str]) -> Iterator[list[CellValue]]:
    for id, name in organisations.items():
        if id not in figures.organisations:
            yield [name, "Not sent"]
            continue
        own = figures.of(organisations=[id])
        parts: list[CellValue] = [
            f"{each.met.numerator} of {each.met.denominator}" if each.met.denominator else "–"
            for each in own.questions.values()
            if each.is_graded
        ]
        yield [name, len(own.cases), own.moderated_cases.numerator, *_share(own.overall.met), *parts]


def _cases(
    figures: Figures, organisations: Mapping[int, str], numbers: Mapping[int, int]
) -> Iterator[list[CellValue]]:
    places = {code: place for place, code in enumerate(figures.questionnaire.questions)}
    names = {id: place for place, id in enumerate(organisations)}

    def order(each: Said) -> tuple[int, int, int]:
        return names[each.organisation_id], numbers[each.case_id], places[each.code]

    for each in sorted(figures.said, key=order):
        question = figures.questionnaire.questions[each.code]
        if question.kind not in (Kind.GRADED, Kind.YES_NO):
            continue  # what was written about a case stays with its organisation
        judged, scale = each.judged, figures.scale
        own = {"yes": "Yes", "no": "No"}.get(each.value) if question.kind is Kind.YES_NO else None
        yield [
            organisations[each.organisation_id],
            numbers[each.case_id],
            each.category,
            each.code,
            question.text,
            own or _grade(judged.own, scale),
            _grade(judged.moderated, scale),
            _grade(judged.agreed, scale),
            own or _grade(judged.stands, scale),
        ]


def _grade(key: str | None, scale: Scale) -> CellValue:
    if key == NOT_APPLICABLE:
        return scale.not_applicable.label
    grade = scale.by_key.get(key or "")
    return Shaded(grade.label, grade.colour) if grade else key
