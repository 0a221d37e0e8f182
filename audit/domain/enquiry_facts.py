"""What is known of an organisation before a panel hears it: the facts from which lines of enquiry are proposed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from audit.domain.challenge import EnquiryOutcome
from audit.domain.moderation import EvidenceQuality
from audit.domain.scales import Scale


@dataclass(frozen=True)
class QuestionFacts:
    """What is known of one organisation's answer to one graded question. Grades are keys of the scale.

    ``previous`` is the grade that stood in the round before, if the question was asked then on the same scale; where
    the scale has changed, what that grade counts as by the mapping that the board declared (``is_mapped``).
    ``peers`` counts the grades that stand for the other organisations of its sector. ``files`` counts the files that
    the answer cites, ``opened`` those of them that somebody of the board has opened.
    """

    code: str
    text: str
    standard_title: str
    own: str | None
    agreed: str | None = None
    is_agreed: bool = False
    """Whether moderation has ended for this answer; ``agreed`` may then be empty for not applicable."""
    previous: str | None = None
    is_mapped: bool = False
    files: int = 0
    opened: int = 0
    quality: EvidenceQuality | None = None
    peers: Mapping[str, int] = field(default_factory=dict)

    @property
    def standing(self) -> str | None:
        """The grade that stands: the agreed one where moderation has ended, else the organisation's own."""
        return self.agreed if self.is_agreed else self.own


@dataclass(frozen=True)
class OverdueAction:
    """An action past its day. ``question_code`` names the answer of this round that it is about, if any."""

    id: int
    what: str
    due_on: date
    question_code: str = ""
    standard_title: str = ""


@dataclass(frozen=True)
class OpenLine:
    """A line of the event before that is still open: not assured, or with a follow-up that was asked for."""

    id: int
    text: str
    outcome: EnquiryOutcome | None
    follow_up: str
    question_code: str = ""
    standard_title: str = ""


@dataclass(frozen=True)
class OrganisationFacts:
    """What is known of one organisation of an event."""

    scale: Scale | None = None
    """None where the event is about action plans alone."""
    sector: str = ""
    questions: Sequence[QuestionFacts] = ()
    actions: Sequence[OverdueAction] = ()
    carried: Sequence[OpenLine] = ()
    previous_event: str = ""
