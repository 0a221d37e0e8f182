"""What the figures of a round count, and what they are out of: for its workbook and for its page."""

from audit.rooms.board.presenters.summary import counted
from audit.rooms.board.queries import RoundFigures

NO_GRADES = "This question set has no graded question, so there are no grades to count."


def counting_notes(figures: RoundFigures) -> list[tuple[str, str]]:
    """What the figures count and what they are out of, for the workbook and for the page."""
    notes = [
        *(
            [
                (
                    "Whose grades",
                    counted(figures)
                    + " An answer that was left empty stays not answered, whatever a moderator made of it.",
                )
            ]
            if figures.scope.moderated
            else []
        ),
        (
            "Which returns count",
            f"Those that are submitted now: {figures.response.words} of the returns asked for. Nothing of a return is "
            "counted before it is submitted.",
        ),
        (
            "Out of how many",
            f"A share of grades is out of the graded answers in those returns: {figures.overall.of:,} in all. Not "
            "applicable and not answered are in no such share."
            if figures.scope.graded
            else NO_GRADES,
        ),
        ("Not applicable", "The organisation said that the question does not apply to it."),
        (
            "Not answered",
            "The question was asked, need not be answered and was left empty. What is asked depends on the kind of "
            "organisation, as it was when it submitted, and on its earlier answers.",
        ),
        ("Not started", "The whole return has not been begun, in a round that is open."),
        ("No response", "The round closed and the return had not been submitted."),
    ]
    if figures.reopened:
        notes.insert(
            1 + bool(figures.scope.moderated),
            (
                "Reopened returns",
                f"{figures.reopened:,} submitted before and open again at the board's request. Their answers count "
                "again once they are resubmitted.",
            ),
        )
    return notes
