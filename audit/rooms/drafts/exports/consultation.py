"""A whole question set as a Word document for those who are consulted on it, with room for what they think."""

from datetime import datetime

from audit.domain.question_words import (
    KIND_OF_ANSWER,
    STRENGTH_WORDS,
    say_counts,
    what_is_needed,
    who_is_asked,
)
from audit.domain.questionnaire import Questionnaire
from audit.infra.word import Paper


def consultation_document(questionnaire: Questionnaire, *, board: str, at: datetime, status: str) -> bytes:
    """Every standard and question with guidance, grades and evidence, each followed by space for a comment."""
    paper = Paper(questionnaire.title, author=board, at=at)
    paper.paragraph(questionnaire.about)
    paper.paragraph(questionnaire.notice)
    paper.facts(
        [
            ("Edition", f"{questionnaire.edition} ({status})"),
            ("Length", say_counts(questionnaire)),
            ("Your name", ""),
            ("Your organisation", ""),
            ("Send your comments to", board),
        ]
    )
    scale = questionnaire.scale
    if scale.grades:
        paper.heading("The grades and what they mean")
        paper.table(("Grade", "Meaning"), [(g.label, g.meaning) for g in scale.shown], (0.25, 0.75))
    for standard in questionnaire.standards:
        paper.heading(standard.title if standard.is_header else f"{standard.code}. {standard.title}")
        paper.paragraph(standard.about)
        for question in standard.questions:
            paper.heading(f"{question.code} {question.text}", 2)
            facts = [STRENGTH_WORDS[question.strength], KIND_OF_ANSWER[question.kind]]
            if question.reference:
                facts.append(f"from {question.reference.title}, {question.reference.edition}")
            paper.paragraph(". ".join(facts) + ".")
            paper.paragraph(f"Asked of: {'; '.join(who_is_asked(question, questionnaire))}.")
            paper.bullets(what_is_needed(question, scale))
            paper.paragraph(question.hint)
            paper.paragraph(question.guidance)
            if question.descriptors:
                paper.table(
                    ("Grade", "What it means here"),
                    [
                        (g.label, question.descriptors[g.key])
                        for g in scale.shown
                        if g.key in question.descriptors
                    ],
                    (0.25, 0.75),
                )
            if question.expected_evidence:
                paper.paragraph("Evidence that could show it:")
                paper.bullets(question.expected_evidence)
            paper.table((f"Your comments on {question.code}",), [("\n\n",)], (1.0,))
    paper.heading("Anything else")
    paper.table(("Your comments on the whole",), [("\n\n\n\n",)], (1.0,))
    return paper.content()
