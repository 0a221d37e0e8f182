"""What a question set is for. One engine carries them all; each has its own way of asking and of adding up.

Source: the sister audits that boards run beside Section 11 and Section 175 (training audits with numbers, staff
surveys, dip samples of cases, the partnership's own maturity, feedback on the audit, spot checks).
"""

from collections.abc import Mapping
from enum import StrEnum


class Instrument(StrEnum):
    """The kinds of audit that a board runs."""

    SELF_ASSESSMENT = "self-assessment"
    THEMATIC = "thematic"
    STAFF_SURVEY = "staff-survey"
    CASE_AUDIT = "case-audit"
    MATURITY_MATRIX = "maturity-matrix"
    FEEDBACK = "feedback"
    VISIT = "visit"


INSTRUMENT_WORDS: Mapping[Instrument, str] = {
    Instrument.SELF_ASSESSMENT: "Self-assessment",
    Instrument.THEMATIC: "Thematic audit with numbers",
    Instrument.STAFF_SURVEY: "Staff survey",
    Instrument.CASE_AUDIT: "Case audit",
    Instrument.MATURITY_MATRIX: "Maturity matrix",
    Instrument.FEEDBACK: "Feedback on an audit",
    Instrument.VISIT: "Visit form",
}

ASKED_FOR: Mapping[Instrument, str] = {
    Instrument.SELF_ASSESSMENT: "its self-assessment",
    Instrument.THEMATIC: "its answers and numbers",
    Instrument.MATURITY_MATRIX: "its view of the partnership",
}
"""What an organisation gives in a round, as its letter says it; only for what is answered in a round."""

IN_ROUNDS = frozenset({Instrument.SELF_ASSESSMENT, Instrument.THEMATIC, Instrument.MATURITY_MATRIX})
"""What is answered as a return in a round, one for each organisation. The others have pages of their own."""
