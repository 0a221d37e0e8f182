"""Adding organisations to a board's area, changing them, and their leaving and coming back."""

from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.errors import RuleBroken, Stale
from audit.domain.organisations import KIND_WORDS, OrganisationKind, Phase, SchoolType
from audit.domain.permissions import Permission
from audit.infra.clock import Clock, today
from audit.rooms.organisations.models import AreaMembership, Board, Organisation
from audit.rooms.organisations.queries.boards import board_by_code
from audit.rooms.organisations.queries.register import AreaPlace, organisation_in_area
from audit.rooms.trail.operations import record

LONGEST_NAME = 200


@dataclass(frozen=True)
class OrganisationFacts:
    """What a board's administrators may say of an organisation."""

    name: str
    kind: str
    phase: str = Phase.NOT_APPLICABLE
    type: str = ""
    parent_id: int | None = None
    """The agency of which this is a service."""
    town: str = ""
    postcode: str = ""


def add_organisation(
    session: Session,
    actor: Actor,
    clock: Clock,
    board_code: str,
    facts: OrganisationFacts,
    *,
    joined_on: date | None = None,
) -> Organisation:
    """Add an organisation to a board's area, from today unless a date is given.

    Raises NotVisible, or RuleBroken with the field at fault.
    """
    board = board_by_code(session, actor, board_code, Permission.REGISTER_KEEP)
    checked = _checked(session, actor, board, facts, None)
    organisation = Organisation(created_at=clock(), **asdict(checked))
    session.add(organisation)
    session.flush()
    session.add(
        AreaMembership(
            board_id=board.id, organisation_id=organisation.id, joined_on=joined_on or today(clock)
        )
    )
    _note(session, actor, clock, "organisation.added", board, organisation, name=organisation.name)
    return organisation


def change_organisation(
    session: Session,
    actor: Actor,
    clock: Clock,
    board_code: str,
    organisation_id: int,
    facts: OrganisationFacts,
    *,
    seen_version: int,
) -> Organisation:
    """Change what is known of an organisation in a board's area.

    Raises NotVisible, RuleBroken with the field at fault, or Stale when somebody else changed it since
    ``seen_version``.
    """
    board, place = _place(session, actor, board_code, organisation_id)
    if not place.is_in_area:
        raise RuleBroken("This organisation has left the area. Bring it back before you change it.")
    organisation = place.organisation
    checked = _checked(session, actor, board, facts, organisation)
    if organisation.version != seen_version:
        raise Stale("Somebody else changed this organisation while you had it open. Nothing was overwritten.")
    changed = [name for name, value in asdict(checked).items() if getattr(organisation, name) != value]
    for name in changed:
        setattr(organisation, name, getattr(checked, name))
    if changed:
        _note(session, actor, clock, "organisation.changed", board, organisation, changed=changed)
    return organisation


def leave_area(
    session: Session, actor: Actor, clock: Clock, board_code: str, organisation_id: int
) -> Organisation:
    """Take an organisation out of a board's area from today. Its returns and its people stay as they are."""
    board, place = _place(session, actor, board_code, organisation_id)
    stays = [stay for stay in place.stays if stay.left_on is None]
    if not stays:
        raise RuleBroken("This organisation has already left the area.")
    for stay in stays:
        stay.left_on = today(clock)
    _note(session, actor, clock, "organisation.left", board, place.organisation, name=place.organisation.name)
    return place.organisation


def rejoin_area(
    session: Session, actor: Actor, clock: Clock, board_code: str, organisation_id: int
) -> Organisation:
    """Bring an organisation back into a board's area from today."""
    board, place = _place(session, actor, board_code, organisation_id)
    if place.is_in_area:
        raise RuleBroken("This organisation is in the area already.")
    day = today(clock)
    for stay in place.stays:
        if stay.joined_on == day:  # left and came back within a day
            stay.left_on = None
            break
    else:
        session.add(AreaMembership(board_id=board.id, organisation_id=organisation_id, joined_on=day))
    _note(
        session, actor, clock, "organisation.added", board, place.organisation,
        name=place.organisation.name, again=True,
    )  # fmt: skip
    return place.organisation


def _place(session: Session, actor: Actor, board_code: str, organisation_id: int) -> tuple[Board, AreaPlace]:
    board = board_by_code(session, actor, board_code, Permission.REGISTER_KEEP)
    return board, organisation_in_area(session, actor, board.id, organisation_id, Permission.REGISTER_KEEP)


def _note(
    session: Session,
    actor: Actor,
    clock: Clock,
    event: str,
    board: Board,
    organisation: Organisation,
    **facts: object,
) -> None:
    record(
        session, actor, clock, event,
        subject=("organisation", str(organisation.id)), board_id=board.id, organisation_id=organisation.id, **facts,
    )  # fmt: skip


def _checked(
    session: Session, actor: Actor, board: Board, facts: OrganisationFacts, own: Organisation | None
) -> OrganisationFacts:
    name, town = " ".join(facts.name.split()), " ".join(facts.town.split())
    postcode = " ".join(facts.postcode.upper().split())
    if not name:
        raise RuleBroken("Enter the organisation's name", "name")
    if len(name) > LONGEST_NAME:
        raise RuleBroken(f"The name must be {LONGEST_NAME} characters or fewer", "name")
    if facts.kind not in set(OrganisationKind):
        raise RuleBroken("Choose what kind of organisation it is", "kind")
    if len(town) > 100:
        raise RuleBroken("The town must be 100 characters or fewer", "town")
    if len(postcode) > 10:
        raise RuleBroken("The postcode must be 10 characters or fewer", "postcode")
    phase = facts.phase or Phase.NOT_APPLICABLE
    is_taught = facts.kind in (OrganisationKind.SCHOOL, OrganisationKind.COLLEGE)
    if phase not in set(Phase) or (phase != Phase.NOT_APPLICABLE and not is_taught):
        raise RuleBroken("Only schools and colleges have a phase. Choose “Not applicable”", "phase")
    if facts.type and (facts.type not in set(SchoolType) or not is_taught):
        raise RuleBroken("Only schools and colleges have a type. Choose “Not a school or college”", "type")
    if facts.parent_id is not None:
        _check_parent(session, actor, board, facts.parent_id, own)
    same = select(Organisation.id).join(AreaMembership).where(
        AreaMembership.board_id == board.id,
        AreaMembership.left_on.is_(None),
        Organisation.name == name,
        Organisation.kind == facts.kind,
        Organisation.parent_id == facts.parent_id
        if facts.parent_id is not None
        else Organisation.parent_id.is_(None),
        Organisation.postcode == postcode,
    )  # fmt: skip
    if own is not None:
        same = same.where(Organisation.id != own.id)
    if (own is None or own.name != name) and session.scalar(same.limit(1)) is not None:
        raise RuleBroken(
            f"{name} ({KIND_WORDS[facts.kind]}) is in the area already. "
            "If this is another one, give its postcode or a fuller name",
            "name",
        )
    return OrganisationFacts(name, facts.kind, phase, facts.type, facts.parent_id, town, postcode)


def _check_parent(
    session: Session, actor: Actor, board: Board, parent_id: int, own: Organisation | None
) -> None:
    wrong = RuleBroken("Choose an agency in your area, or none", "parent_id")
    parent = session.scalar(
        select(Organisation)
        .join(AreaMembership)
        .where(
            Organisation.id == parent_id,
            AreaMembership.board_id == board.id,
            AreaMembership.left_on.is_(None),
        )
    )
    if parent is None:
        raise wrong
    if own is not None and own.id == parent_id:
        raise RuleBroken("An organisation cannot be a service of itself", "parent_id")
    if parent.parent_id is not None:
        raise RuleBroken(
            f"{parent.name} is itself a service of another agency. Choose the agency", "parent_id"
        )
    if own is not None and session.scalar(
        select(Organisation.id).where(Organisation.parent_id == own.id).limit(1)
    ):
        raise RuleBroken(
            "This organisation has services of its own, so it cannot be a service of another", "parent_id"
        )
