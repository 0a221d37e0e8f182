"""Which organisations a round asks: each of them has one return."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.errors import RuleBroken
from audit.domain.organisations import OrganisationKind
from audit.domain.references import RANDOM_BYTES, make_reference
from audit.domain.workflows import ReturnState, RoundKind, RoundState
from audit.infra.clock import Clock
from audit.rooms.organisations.models import Organisation
from audit.rooms.organisations.queries import now_in_area
from audit.rooms.questionnaires.queries import questionnaire_of
from audit.rooms.rounds.models import Return, Round
from audit.rooms.rounds.operations.letters import Written, write_to_leads
from audit.rooms.rounds.operations.loading import round_to_run
from audit.rooms.rounds.queries.returns import asked_organisations
from audit.rooms.trail.operations import record

SCHOOL_KINDS = frozenset(
    {OrganisationKind.SCHOOL, OrganisationKind.COLLEGE, OrganisationKind.ALTERNATIVE_PROVIDER}
)
"""Who answers under Section 175 and 157."""

_AT_ONCE = 500


def pick(organisations: Sequence[Organisation], who: str, kinds: Collection[str] = ()) -> list[int]:
    """The ids that a choice in one go means: ``schools``, ``agencies``, ``kinds`` or ``later`` (none yet).

    An agency that has services is asked through its services, each with its own return. Academy trusts are
    not asked as agencies.
    """
    if who == "schools":
        return [one.id for one in organisations if one.kind in SCHOOL_KINDS]
    if who == "agencies":
        wanted = frozenset(set(OrganisationKind) - SCHOOL_KINDS - {OrganisationKind.TRUST})
    elif who == "kinds":
        wanted = frozenset(OrganisationKind(kind) for kind in kinds if kind in set(OrganisationKind))
    else:
        return []
    chosen = [one for one in organisations if one.kind in wanted]
    with_services = {one.parent_id for one in chosen}
    return [one.id for one in chosen if one.id not in with_services]


def choose_organisations(
    session: Session, actor: Actor, clock: Clock, code: str, organisation_ids: Collection[int]
) -> tuple[int, int]:
    """Let a draft ask exactly these organisations; says how many were added and how many taken out.

    Raises NotVisible, NotAllowed, or RuleBroken once the round is open.
    """
    row = round_to_run(session, actor, code)
    _require_chosen_by_hand(row)
    if row.state is not RoundState.DRAFT:
        raise RuleBroken("This round has been opened: organisations can be added, but none is taken out.")
    wanted = set(organisation_ids)
    before = asked_organisations(session, actor, row)
    out = sorted(before - wanted)
    for start in range(0, len(out), _AT_ONCE):
        # Only what nobody has begun: a draft's returns have neither answers nor evidence.
        session.execute(
            delete(Return).where(
                Return.round_id == row.id,
                Return.organisation_id.in_(out[start : start + _AT_ONCE]),
                Return.state == ReturnState.NOT_STARTED,
            )
        )
    added = put_returns(session, actor, clock, row, wanted - before)
    if out or added:
        record(
            session, actor, clock, "round.changed",
            subject=("round", row.code), board_id=row.board_id, changed=["organisations"],
            added=len(added), taken_out=len(out),
        )  # fmt: skip
    return len(added), len(out)


def add_organisations(
    session: Session,
    actor: Actor,
    clock: Clock,
    code: str,
    organisation_ids: Collection[int],
    *,
    public_url: str,
    product: str,
) -> Written:
    """Ask more organisations in a round that is open; each gets its return, and its leads a letter."""
    row = round_to_run(session, actor, code)
    _require_chosen_by_hand(row)
    if row.state is not RoundState.OPEN:
        raise RuleBroken("Organisations are added by letter while a round is open.")
    new = set(organisation_ids) - asked_organisations(session, actor, row)
    if not new:
        raise RuleBroken("Choose at least one organisation that is not asked yet.")
    added = put_returns(session, actor, clock, row, new)
    for reference, organisation_id in added:
        record(
            session, actor, clock, "return.added",
            subject=("return", reference), board_id=row.board_id, organisation_id=organisation_id, round=row.code,
        )  # fmt: skip
    return write_to_leads(
        session, actor, clock, row, "invitation-to-answer",
        references=[reference for reference, _ in added], public_url=public_url, product=product,
    )  # fmt: skip


def put_returns(
    session: Session,
    actor: Actor,
    clock: Clock,
    row: Round,
    organisation_ids: Collection[int],
    only: Mapping[int, list[str]] | None = None,
) -> list[tuple[str, int]]:
    """Make a return for each of these organisations; gives references with their organisations.

    ``only`` names, for a progress review, the questions that each is asked.
    Raises RuleBroken when one of them is not in the board's area. Grouped statements, whatever their number.
    """
    wanted = sorted(set(organisation_ids))
    if not wanted:
        return []
    here: set[int] = set()
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        here |= set(
            session.scalars(
                select(Organisation.id).where(Organisation.id.in_(some), now_in_area(row.board_id))
            )
        )
    if here != set(wanted):
        raise RuleBroken(
            f"{len(wanted) - len(here):,} of the organisations chosen are not in your area any more. Nothing was "
            "saved. Choose again.",
            "organisations",
        )
    questionnaire = questionnaire_of(row.edition)
    references = _references(session, questionnaire.duty, len(wanted))
    rows: list[dict[str, Any]] = [
        {
            "reference": reference,
            "round_id": row.id,
            "organisation_id": organisation_id,
            "profile": questionnaire.profile,
            "only_questions": None if only is None else only[organisation_id],
            "state": ReturnState.NOT_STARTED,
            "created_at": clock(),
            "attempts": 0,
            "version": 1,
        }
        for reference, organisation_id in zip(references, wanted, strict=True)
    ]
    session.execute(insert(Return), rows)
    return list(zip(references, wanted, strict=True))


def _require_chosen_by_hand(row: Round) -> None:
    if row.kind is RoundKind.REVIEW:
        raise RuleBroken(
            "A progress review asks the organisations that have something to report. Work out again whom it asks."
        )


def _references(session: Session, duty: str, number: int) -> list[str]:
    """Fresh references; one that is taken, which happens once in a great while, is drawn again."""
    found: set[str] = set()
    while len(found) < number:
        drawn = {make_reference(duty, secrets.token_bytes(RANDOM_BYTES)) for _ in range(number - len(found))}
        listed = sorted(drawn)
        for start in range(0, len(listed), _AT_ONCE):
            some = listed[start : start + _AT_ONCE]
            drawn -= set(session.scalars(select(Return.reference).where(Return.reference.in_(some))))
        found |= drawn
    return sorted(found)
