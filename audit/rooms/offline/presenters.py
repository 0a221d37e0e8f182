"""What a preview shows of each row: what is online and what the workbook says, side by side in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from audit.domain.answers import EMPTY, AnswerContent
from audit.domain.child_details import warnings_in
from audit.domain.questionnaire import Question
from audit.domain.scales import Scale
from audit.rooms.assessments.queries import Citation, content_of
from audit.rooms.offline.exports.cells import ANSWER, EVIDENCE, GRADE, NARRATIVE, REASON, texts_of
from audit.rooms.offline.operations import Line, LineKind

KIND_WORDS = {
    LineKind.CONFLICT: ("Changed online too", "orange"),
    LineKind.INVALID: ("Cannot be applied", "red"),
    LineKind.NEW: ("New", "blue"),
    LineKind.CHANGED: ("Changed", "green"),
    LineKind.UNCHANGED: ("Unchanged", "grey"),
}
"""What each kind of row is called, with the colour of its tag, in the order in which they are shown."""


@dataclass(frozen=True)
class Difference:
    """One part of an answer that the workbook and the page say differently."""

    label: str
    online: str
    workbook: str


@dataclass(frozen=True)
class ShownLine:
    """One row as the preview shows it."""

    line: Line
    differences: Sequence[Difference] = ()
    warnings: Sequence[str] = field(default=())

    @property
    def label(self) -> str:
        """Which row it is, and of which question."""
        question = self.line.question
        return f"Row {self.line.row}" + (f": {question.code} {question.text}" if question else "")


def shown_lines(
    lines: Sequence[Line], scale: Scale, cited: Mapping[str, Sequence[Citation]]
) -> list[ShownLine]:
    """The rows that need a look, what needs a decision or a mending first; unchanged ones are left out."""
    order = list(KIND_WORDS)
    looked_at = (line for line in lines if line.kind is not LineKind.UNCHANGED)
    return [
        _shown(line, scale, cited)
        for line in sorted(looked_at, key=lambda each: (order.index(each.kind), each.row))
    ]


def _shown(line: Line, scale: Scale, cited: Mapping[str, Sequence[Citation]]) -> ShownLine:
    if line.question is None or line.mine is None:
        return ShownLine(line)
    online = content_of(line.online) if line.online else EMPTY
    texts = [line.mine.narrative, line.mine.na_reason]
    texts += [line.mine.value] if isinstance(line.mine.value, str) else []
    warnings = dict.fromkeys(found.sentence for text in texts if text for found in warnings_in(text))
    differences = _differences(line.question, scale, online, line.mine)
    if line.evidence.is_change:
        differences.append(_evidence(line, cited.get(line.code, ())))
    return ShownLine(line, differences, tuple(warnings))


def _evidence(line: Line, cited: Sequence[Citation]) -> Difference:
    """What the answer cites online, and what it would cite."""
    gone = {id for id, _ in line.evidence.uncite}
    stays = [one.evidence.file_name for one in cited if one.evidence_id not in gone]
    online = [one.evidence.file_name for one in cited]
    named = [name for _, name in line.evidence.cite]
    return Difference(EVIDENCE, "\n".join(online), "\n".join([*stays, *named]))


def _differences(
    question: Question, scale: Scale, online: AnswerContent, mine: AnswerContent
) -> list[Difference]:
    labels = (GRADE, ANSWER, REASON, NARRATIVE)
    pairs = zip(labels, texts_of(question, scale, online), texts_of(question, scale, mine), strict=True)
    return [Difference(label, said, typed) for label, said, typed in pairs if said != typed]
