"""Submitting a return that the board entered from paper: with the signatures that stand on the paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.errors import NotAllowed, NotVisible, RuleBroken
from audit.domain.permissions import Permission
from audit.domain.sign_off import Signature, SignOffStanding, step_title
from audit.domain.workflows import PaperState, ReturnVerb, RoundState, next_return_state
from audit.infra.clock import Clock, today
from audit.rooms.assessments.models import OnBehalf, SignOffDecision, Submission
from audit.rooms.assessments.operations.noting import note_return
from audit.rooms.assessments.operations.signing import (
    LONGEST_TITLE,
    require_complete,
)
from audit.rooms.assessments.operations.submitting import submit_signed
from audit.rooms.assessments.policy import LONGEST_LINE, as_keeper, clean, enters
from audit.rooms.assessments.queries import entering_of, own_return, sign_off_of
from audit.rooms.evidence.operations import TakenFile, add_evidence
from audit.rooms.rounds.models import Return

SCAN = "Scan of the signed paper return"


@dataclass(frozen=True)
class PaperSignature:
    """A signature as it stands on the paper."""

    step: str
    name: str
    title: str
    signed_on: date | None
    governing_body_on: date | None = None


def submit_on_paper(
    session: Session,
    actor: Actor,
    clock: Clock,
    reference: str,
    signatures: Sequence[PaperSignature],
    *,
    public_url: str,
    scan: TakenFile | None = None,
) -> Submission:
    """Submit a return that the board entered, with one signature a step, in the order of the steps.

    ``scan`` is kept in the organisation's library. Raises NotVisible unless the actor enters this return; NotAllowed
    when the round is closed; RuleBroken when something is missing, with the field of a signature
    (``name``, ``title``, ``signed_on`` or ``governing_body_on``, a hyphen and the number of its step from 0).
    """
    row, entered = entered_return(session, actor, reference, lock=True)
    if row.round.state is not RoundState.OPEN:
        raise NotAllowed("This round is closed, so nothing was submitted. Open the round again first.")
    require_complete(session, row)
    standing = sign_off_of(row, ())
    checked = _checked(standing, signatures, today(clock))
    row.state = next_return_state(row.state, ReturnVerb.SEND_FOR_SIGN_OFF)
    row.sent_for_sign_off_at = clock()
    row.attempts += 1
    signed = []
    for given in checked:
        session.add(
            SignOffDecision(
                return_id=row.id,
                attempt=row.attempts,
                step=given.step,
                approved=True,
                governing_body_on=given.governing_body_on,
                by_name=given.name,
                by_title=given.title,
                on_paper_on=given.signed_on,
                entered_by_name=actor.name,
                at=clock(),
            )
        )
        signed.append(
            Signature(
                given.step,
                None,
                given.name,
                given.title,
                clock(),
                given.governing_body_on,
                given.signed_on,
                actor.name,
            )
        )
        note_return(session, actor, clock, "return.signed-on-paper", row, step=given.step, name=given.name)
    if scan is not None:
        keeper = as_keeper(actor, row)
        entered.scan = add_evidence(
            session, keeper, clock, row.organisation_id, scan, description=SCAN
        ).evidence
    whole = SignOffStanding(standing.steps, tuple(signed), standing.wants_governing_body_date)
    copy = submit_signed(session, actor, clock, row, whole, public_url, entered)
    row.paper_state = PaperState.ENTERED
    entered.ended_at, entered.ended_by_name, entered.ending = clock(), actor.name, "submitted"
    return copy


def entered_return(
    session: Session, actor: Actor, reference: str, *, lock: bool = False
) -> tuple[Return, OnBehalf]:
    """A return that the actor's board enters now, and since when; raises NotVisible for any other."""
    row = own_return(session, actor, reference, Permission.RETURN_VIEW, lock=lock, entering=True)
    entered = entering_of(session, row).live
    if not enters(actor, row) or entered is None:
        raise NotVisible
    return row, entered


def _checked(
    standing: SignOffStanding, signatures: Sequence[PaperSignature], day: date
) -> list[PaperSignature]:
    if [given.step for given in signatures] != list(standing.steps):
        raise RuleBroken("Each step of the sign-off needs the signature that stands on the paper.")
    checked: list[PaperSignature] = []
    for number, given in enumerate(signatures):
        post = step_title(given.step)
        name = _line(given.name, f"name-{number}", f"Enter who signed as {post}", LONGEST_LINE)
        title = _line(given.title, f"title-{number}", f"Enter the job title or role of {name}", LONGEST_TITLE)
        if given.signed_on is None:
            raise RuleBroken(f"Enter the day on which {name} signed", f"signed_on-{number}")
        if given.signed_on > day:
            raise RuleBroken("The day of a signature must be today or in the past", f"signed_on-{number}")
        if any(_same(name, other.name) for other in checked):
            raise RuleBroken(
                f"Two different people sign this return. {name} stands here twice", f"name-{number}"
            )
        try:
            meeting = standing.check_governing_body_date(given.step, given.governing_body_on, day)
        except RuleBroken as broken:
            raise RuleBroken(broken.sentence, f"{broken.field}-{number}") from None
        checked.append(PaperSignature(given.step, name, title, given.signed_on, meeting))
    return checked


def _line(text: str, field: str, needed: str, longest: int) -> str:
    said = " ".join(clean(text).split())
    if not said:
        raise RuleBroken(needed, field)
    if len(said) > longest:
        raise RuleBroken(f"This must be {longest} characters or fewer", field)
    return said


def _same(one: str, other: str) -> bool:
    return "".join(one.split()).casefold() == "".join(other.split()).casefold()
