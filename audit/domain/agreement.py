"""How two grades become one: what a judgement must say, who is heard in which order, and the grade that then stands.

A moderator judges each graded answer. Where the grade stays, it is agreed. Where it moves, the organisation accepts it
or replies; the moderator gives way or keeps to it; the board settles what remains, with a reason.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from audit.domain.moderation import EvidenceQuality, ModerationState, ModerationVerb
from audit.domain.questionnaire import fingerprint


class How(StrEnum):
    """How an agreed grade came about."""

    SAME = "same"
    ACCEPTED = "accepted"
    GAVE_WAY = "gave-way"
    SETTLED = "settled"


HOW_WORDS: Mapping[str, str] = {
    How.SAME: "Both the same",
    How.ACCEPTED: "Accepted by the organisation",
    How.GAVE_WAY: "The moderator gave way",
    How.SETTLED: "Settled by the board",
}


class JudgementStatus(StrEnum):
    """How far the judgement of one answer is."""

    NOT_JUDGED = "not-judged"
    INCOMPLETE = "incomplete"
    CHANGED = "changed"
    JUDGED = "judged"
    NOT_ANSWERED = "not-answered"


JUDGEMENT_WORDS: Mapping[JudgementStatus, str] = {
    JudgementStatus.NOT_JUDGED: "Not judged yet",
    JudgementStatus.INCOMPLETE: "Incomplete",
    JudgementStatus.CHANGED: "Changed since you judged it",
    JudgementStatus.JUDGED: "Judged",
    JudgementStatus.NOT_ANSWERED: "Not answered",
}


@dataclass(frozen=True)
class Verdict:
    """A grade by its key, or that the question does not apply, or, empty, neither."""

    grade: str | None = None
    not_applicable: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether there is neither."""
        return self.grade is None and not self.not_applicable


@dataclass(frozen=True)
class Opinion:
    """What a moderator says of one answer."""

    verdict: Verdict = Verdict()
    quality: EvidenceQuality | None = None
    comment: str = ""
    good_practice: str = ""
    improvement: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all has been said."""
        return self == Opinion()


def answer_fingerprint(answer: Mapping[str, Any] | None) -> str:
    """What tells one answer of a submitted copy from a later one: its words and its files, not who saved it when."""
    said = answer or {}
    return fingerprint(
        {
            **{
                name: said.get(name)
                for name in ("grade", "value", "narrative", "not_applicable", "na_reason")
            },
            "files": sorted(str(file.get("sha256")) for file in said.get("evidence") or ()),
        }
    )


def lacking(own: Verdict, opinion: Opinion, *, files: int, opened: bool) -> tuple[str, ...]:
    """What a judgement still lacks, in plain words.

    ``files`` counts the evidence that the answer cites; ``opened`` says whether this moderator has opened any of it.
    Evidence that nobody opened cannot be called strong, adequate or weak.
    """
    found = []
    if opinion.verdict.is_empty:
        found.append("Choose your grade")
    elif opinion.verdict != own and not opinion.comment.strip():
        found.append("Say why your grade differs")
    if files and not opened and opinion.quality not in (None, EvidenceQuality.ABSENT):
        found.append("Open at least one file before you say how good the evidence is")
    return tuple(found)


def judgement_status(
    own: Verdict, opinion: Opinion | None, *, files: int = 0, opened: bool = False, changed: bool = False
) -> JudgementStatus:
    """How far the judgement of one answer is.

    ``changed`` says that the answer is another one than the moderator looked at. An answer that was never given
    needs no judgement; a moderator may still give one.
    """
    if opinion is None or opinion.is_empty:
        return JudgementStatus.NOT_ANSWERED if own.is_empty else JudgementStatus.NOT_JUDGED
    if changed:
        return JudgementStatus.CHANGED
    if lacking(own, opinion, files=files, opened=opened):
        return JudgementStatus.INCOMPLETE
    return JudgementStatus.JUDGED


def may_follow(own: Verdict, opinion: Opinion | None, *, files: int, opened: bool) -> bool:
    """Whether a self-grade may be taken over by the button for a whole standard: there is one, nothing has been noted
    yet, and whatever evidence the answer cites has been opened."""
    return not own.is_empty and (opinion is None or opinion.is_empty) and (not files or opened)


@dataclass(frozen=True)
class Agreed:
    """The grade that stands, and how it came about."""

    verdict: Verdict
    how: How


@dataclass(frozen=True)
class Exchange:
    """Everything that was said of one answer on the way to its agreed grade, in the order in which people speak."""

    own: Verdict
    moderated: Verdict = Verdict()
    accepted: bool | None = None
    reply: str = ""
    gives_way: bool | None = None
    rejoinder: str = ""
    settled: Verdict = Verdict()
    settled_reason: str = ""

    @property
    def differs(self) -> bool:
        """Whether the moderator moved the grade."""
        return not self.moderated.is_empty and self.moderated != self.own

    @property
    def agreed(self) -> Agreed | None:
        """The grade that stands, or ``None`` while it is open."""
        if not self.differs:
            return Agreed(self.own, How.SAME)
        if self.accepted:
            return Agreed(self.moderated, How.ACCEPTED)
        if self.gives_way:
            return Agreed(self.own, How.GAVE_WAY)
        if not self.settled.is_empty:
            return Agreed(self.settled, How.SETTLED)
        return None

    @property
    def is_replied_to(self) -> bool:
        """Whether the organisation does not accept a moved grade."""
        return self.differs and self.accepted is False

    @property
    def is_for_the_board(self) -> bool:
        """Whether neither side gave way, so that the board decides."""
        return self.differs and not self.accepted and not self.gives_way

    def reply_lacks(self) -> tuple[str, ...]:
        """What the organisation still has to say."""
        if not self.differs or self.accepted:
            return ()
        if self.accepted is None:
            return ("Say whether you accept the moderated grade",)
        return () if self.reply.strip() else ("Say why you do not accept the moderated grade",)

    def rejoinder_lacks(self) -> tuple[str, ...]:
        """What the moderator still has to say to a reply."""
        if not self.is_replied_to or self.gives_way:
            return ()
        if self.gives_way is None:
            return ("Say whether you give way",)
        return () if self.rejoinder.strip() else ("Say why your grade stands",)

    def settlement_lacks(self) -> tuple[str, ...]:
        """What the board still has to decide."""
        if not self.is_for_the_board:
            return ()
        found = []
        if self.settled.is_empty:
            found.append("Choose the grade that stands")
        if not self.settled_reason.strip():
            found.append("Give the reason")
        return tuple(found)


_REPLY_SENT = frozenset({ModerationState.REPLIED, ModerationState.WITH_BOARD, ModerationState.AGREED})
_REJOINDER_SENT = frozenset({ModerationState.WITH_BOARD, ModerationState.AGREED})


def heard(exchange: Exchange, state: ModerationState) -> Exchange:
    """The exchange as the other sides hear it: what somebody is still writing is theirs alone."""
    replied, answered = state in _REPLY_SENT, state in _REJOINDER_SENT
    settled = state is ModerationState.AGREED
    return Exchange(
        own=exchange.own,
        moderated=exchange.moderated,
        accepted=exchange.accepted if replied else None,
        reply=exchange.reply if replied and exchange.accepted is False else "",
        gives_way=exchange.gives_way if answered else None,
        rejoinder=exchange.rejoinder if answered and exchange.gives_way is not None else "",
        settled=exchange.settled if settled else Verdict(),
        settled_reason=exchange.settled_reason if settled and not exchange.settled.is_empty else "",
    )


def verb_to_finalise(exchanges: Iterable[Exchange]) -> ModerationVerb:
    """What finalising does: agrees at once where no grade moved, else puts the moved grades to the organisation."""
    moved = any(exchange.differs for exchange in exchanges)
    return ModerationVerb.FINALISE if moved else ModerationVerb.AGREE


def verb_to_reply(exchanges: Iterable[Exchange]) -> ModerationVerb:
    """What sending the replies does: agrees when every moved grade is accepted, else asks the moderator."""
    replied = any(exchange.is_replied_to for exchange in exchanges)
    return ModerationVerb.REPLY if replied else ModerationVerb.AGREE


def verb_to_answer(exchanges: Iterable[Exchange]) -> ModerationVerb:
    """What answering the replies does: agrees when the moderator gives way everywhere, else asks the board."""
    remains = any(exchange.is_for_the_board for exchange in exchanges)
    return ModerationVerb.ANSWER if remains else ModerationVerb.AGREE
