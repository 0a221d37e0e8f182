"""How much a round asks of an organisation: the full, the short or the very short form, by kind or one by one."""

from collections.abc import Mapping

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.errors import RuleBroken
from audit.domain.questionnaire import Profile
from audit.domain.workflows import ReturnState, RoundKind, RoundState
from audit.infra.clock import Clock
from audit.rooms.organisations.models import Organisation
from audit.rooms.rounds.models import Return, Round
from audit.rooms.rounds.operations.loading import round_to_run
from audit.rooms.trail.operations import record


def profiles_by_kind(session: Session, row: Round) -> dict[str, dict[str, int]]:
    """How many organisations of each kind have which form in a round, which the caller has in scope. One query."""
    found: dict[str, dict[str, int]] = {}
    for kind, profile, number in session.execute(
        select(Organisation.kind, Return.profile, func.count())
        .join(Organisation, Organisation.id == Return.organisation_id)
        .where(Return.round_id == row.id)
        .group_by(Organisation.kind, Return.profile)
        .order_by(Organisation.kind, Return.profile)
    ):
        found.setdefault(kind, {})[profile] = number
    return found


def set_profiles(
    session: Session,
    actor: Actor,
    clock: Clock,
    code: str,
    by_kind: Mapping[str, str],
    by_return: Mapping[str, str] | None = None,
) -> int:
    """Choose the form for kinds of organisation, and then for single returns by reference; gives how many changed.

    Only returns that nobody has begun change: what is answered already was asked on a form. Raises NotVisible,
    NotAllowed, or RuleBroken for a closed round, a progress review and a form that there is not.
    """
    row = round_to_run(session, actor, code)
    if row.kind is RoundKind.REVIEW:
        raise RuleBroken("A progress review asks again what its audit asked, so it has no forms to choose.")
    if row.state is RoundState.CLOSED:
        raise RuleBroken("This round is closed. Open it again first.")
    wanted = {**by_kind, **(by_return or {})}
    if not set(wanted.values()) <= set(Profile):
        raise RuleBroken("Choose the full, the short or the very short form.")
    changed = 0
    for profile in Profile:
        kinds = [kind for kind, chosen in by_kind.items() if chosen == profile]
        references = [one for one, chosen in (by_return or {}).items() if chosen == profile]
        of_kinds = select(Organisation.id).where(Organisation.kind.in_(kinds))
        number = 0
        for condition in (Return.organisation_id.in_(of_kinds), Return.reference.in_(references)):
            result = session.execute(
                update(Return)
                .where(
                    Return.round_id == row.id,
                    Return.state == ReturnState.NOT_STARTED,
                    Return.profile != profile,
                    condition,
                )
                .values(profile=profile.value, version=Return.version + 1)
                .returning(Return.id)
                .execution_options(synchronize_session=False)
            )
            number += len(result.all())
        if number:
            record(
                session, actor, clock, "round.profiles-set",
                subject=("round", row.code), board_id=row.board_id, profile=profile.value, count=number,
            )  # fmt: skip
        changed += number
    session.expire_all()
    return changed
