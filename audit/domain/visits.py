"""Unannounced visits: where one stands, and whether what was seen is what the organisation had said of itself.

Source: spot checks that boards make between audits, for which some draw a handful of those that have submitted.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from audit.domain.answers import AnswerContent
from audit.domain.errors import RuleBroken
from audit.domain.questionnaire import Kind, Question, Questionnaire
from audit.domain.scale_mapping import same_scale
from audit.domain.scales import Scale


class VisitState(StrEnum):
    """Where a visit stands."""

    ASKED = "asked"
    STARTED = "started"
    SENT = "sent"
    SHARED = "shared"
    REPLIED = "replied"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class VisitVerb(StrEnum):
    """What a visitor, the board or the organisation does about a visit."""

    RECORD = "record"
    SEND = "send"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    SHARE = "share"
    REPLY = "reply"


_S, _V = VisitState, VisitVerb

VISIT_STATE_WORDS: Mapping[VisitState, str] = {
    _S.ASKED: "Asked for",
    _S.STARTED: "Form begun",
    _S.SENT: "To be read",
    _S.SHARED: "Shared",
    _S.REPLIED: "Replied to",
    _S.DECLINED: "Given back",
    _S.WITHDRAWN: "Taken back",
}

VISIT_WORKFLOW: Mapping[tuple[VisitState, VisitVerb], VisitState] = {
    (_S.ASKED, _V.RECORD): _S.STARTED,
    (_S.STARTED, _V.RECORD): _S.STARTED,
    (_S.STARTED, _V.SEND): _S.SENT,
    (_S.ASKED, _V.DECLINE): _S.DECLINED,
    (_S.STARTED, _V.DECLINE): _S.DECLINED,
    (_S.ASKED, _V.WITHDRAW): _S.WITHDRAWN,
    (_S.STARTED, _V.WITHDRAW): _S.WITHDRAWN,
    (_S.SENT, _V.SHARE): _S.SHARED,
    (_S.SHARED, _V.REPLY): _S.REPLIED,
}

VISITS_ENDED = frozenset({_S.DECLINED, _S.WITHDRAWN})
"""Visits that will not take place: somebody else can be asked."""
VISITS_SENT = frozenset({_S.SENT, _S.SHARED, _S.REPLIED})
"""Visits whose form the board reads."""
VISITS_SHARED = frozenset({_S.SHARED, _S.REPLIED})
"""Visits that the organisation reads. It knows nothing of any other."""

_WHY_NOT: Mapping[VisitState, str] = {
    _S.ASKED: "Nothing has been noted on this form yet.",
    _S.STARTED: "The visitor has not sent this form yet.",
    _S.SENT: "This form has been sent to the board.",
    _S.SHARED: "The form of this visit has been shared with the organisation.",
    _S.REPLIED: "The organisation has replied to the form of this visit.",
    _S.DECLINED: "The visitor has given this visit back.",
    _S.WITHDRAWN: "The board has taken this visit back.",
}


def next_visit_state(state: VisitState, verb: VisitVerb) -> VisitState:
    """The state that a visit moves to; raises RuleBroken with the reason when the verb is not open."""
    try:
        return VISIT_WORKFLOW[(state, verb)]
    except KeyError:
        raise RuleBroken(_WHY_NOT[state]) from None


def open_visit_verbs(state: VisitState) -> frozenset[VisitVerb]:
    """The verbs that are open in a state; templates offer only these."""
    return frozenset(verb for (at, verb) in VISIT_WORKFLOW if at is state)


class Sight(StrEnum):
    """What a visitor saw beside what the organisation had said."""

    AS_SAID = "as-said"
    BETTER = "better"
    NOT_AS_SAID = "not-as-said"


SIGHT_WORDS: Mapping[Sight, str] = {
    Sight.AS_SAID: "As they said",
    Sight.BETTER: "Better than they said",
    Sight.NOT_AS_SAID: "Not as they said",
}

SIGHT_WORDS_FOR_ORGANISATION: Mapping[Sight, str] = {
    Sight.AS_SAID: "As you said",
    Sight.BETTER: "Better than you said",
    Sight.NOT_AS_SAID: "Not as you said",
}


@dataclass(frozen=True)
class Said:
    """An answer with what it takes to weigh it: its question, and the scale that this is graded on."""

    question: Question
    scale: Scale
    content: AnswerContent

    def holds(self) -> bool | None:
        """Whether what is asked for is there; ``None`` where the answer does not tell.

        A grade says so by meeting the minimum of its scale. Yes says so too: the questions of a visit form are put so
        that yes is what one hopes for.
        """
        if self.content.not_applicable:
            return None
        if self.question.kind is Kind.GRADED:
            grade = self.scale.by_key.get(self.content.grade or "")
            return None if grade is None else grade.meets_minimum
        if self.question.kind is Kind.YES_NO and self.content.value in ("yes", "no"):
            return bool(self.content.value == "yes")
        return None


def sight_of(said: Said, seen: Said) -> Sight | None:
    """Whether what was ``seen`` is what was ``said``; ``None`` where the two cannot be compared.

    Two grades of one scale are compared as grades, everything else by whether it holds.
    """
    there, here = said.holds(), seen.holds()
    if there is None or here is None:
        return None
    then, now = int(there), int(here)
    if said.content.grade and seen.content.grade and same_scale(said.scale, seen.scale):
        then, now = said.scale.rank(said.content.grade), seen.scale.rank(seen.content.grade)
    return Sight.AS_SAID if now == then else Sight.BETTER if now > then else Sight.NOT_AS_SAID


def counterpart(question: Question, other: Questionnaire) -> Question | None:
    """The question of the organisation's own set that a question of a visit form looks at.

    The form names it by ``continues``. Any edition of that set has it under that code; a set that was copied from it
    has a question that continues the same one.
    """
    code_of_set, _, rest = (question.continues or "").partition("/")
    wanted = rest.partition("#")[2]
    if not wanted:
        return None
    if other.code == code_of_set and wanted in other.questions:
        return other.questions[wanted]
    for each in other.questions.values():
        from_set, _, from_rest = (each.continues or "").partition("/")
        if from_set == code_of_set and from_rest.partition("#")[2] == wanted:
            return each
    return None


@dataclass(frozen=True)
class SeenCount:
    """How many visits saw one question as it was said, better, or not so; and how many could not be compared."""

    as_said: int = 0
    better: int = 0
    not_as_said: int = 0
    not_compared: int = 0

    @property
    def compared(self) -> int:
        """How many visits could be compared."""
        return self.as_said + self.better + self.not_as_said


def count_sights(sights: Iterable[Sight | None]) -> SeenCount:
    """Count what several visits saw of one question."""
    listed = list(sights)
    return SeenCount(
        listed.count(Sight.AS_SAID),
        listed.count(Sight.BETTER),
        listed.count(Sight.NOT_AS_SAID),
        listed.count(None),
    )
