"""The differences of two editions as a Word document."""

from collections.abc import Iterable
from datetime import datetime

from audit.domain.carrying import Differences, Piece
from audit.domain.edition_diff import CARRIES, Difference, EditionDiff
from audit.infra.word import Paper
from audit.rooms.drafts.presenters.differences import CLASS_WORDS, say_class


def differences_document(diff: EditionDiff, before: str, after: str, *, board: str, at: datetime) -> bytes:
    """Every difference, class by class, with what it means for carrying answers forward."""
    paper = Paper("What is different", author=board, at=at)
    paper.facts([("Before", before), ("Now", after)])
    if diff.is_empty:
        paper.paragraph("Both say the same.")
        return paper.content()
    paper.heading("In numbers")
    paper.table(
        ("What", "Questions", "What it means for answers"),
        [(CLASS_WORDS[each], str(diff.count(each)), CARRIES[each]) for each in Difference],
        (0.25, 0.15, 0.6),
    )
    if diff.of_set:
        paper.heading("The set")
        paper.table(
            ("What", "Before", "Now"),
            [(each.label, *_sides(each.differences)) for each in diff.of_set],
            (0.2, 0.4, 0.4),
        )
    for difference in Difference:
        lines = [line for line in diff.shown if line.difference is difference]
        if not lines:
            continue
        paper.heading(say_class(difference))
        paper.paragraph(CARRIES[difference])
        for line in lines:
            paper.heading(f"{line.question.code} {line.question.text}", 2)
            if line.before is not None and line.is_moved:
                paper.paragraph(f"It was {line.before.code} before.")
            if line.said:
                paper.table(
                    ("What", "Before", "Now"),
                    [(each.label, *_sides(each.differences)) for each in line.said],
                    (0.2, 0.4, 0.4),
                )
    return paper.content()


def _sides(differences: Differences) -> tuple[str, str]:
    return _marked(differences.before, "–"), _marked(differences.after, "+")


def _marked(pieces: Iterable[Piece], sign: str) -> str:
    """Words that differ stand in brackets with a sign, which print and screen readers keep where colours are lost."""
    return " ".join(f"[{sign} {piece.text}]" if piece.is_changed else piece.text for piece in pieces)
