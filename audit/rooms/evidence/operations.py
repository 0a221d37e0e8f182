"""What happens to evidence. The file itself is in the store before any of this: see ``audit.infra.intake``."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.errors import NotAllowed, NotVisible, RuleBroken, Stale
from audit.domain.permissions import Permission
from audit.infra.antivirus import Said, Verdict
from audit.infra.clock import Clock
from audit.infra.intake import TakenFile
from audit.rooms.evidence.models import Evidence, EvidenceOpened, Scan, StoredFile
from audit.rooms.evidence.queries import evidence_for_organisation
from audit.rooms.organisations.models import Organisation
from audit.rooms.trail.operations import record

LONGEST_DESCRIPTION = 1_000
"""Characters in a description."""

_READ_ONLY = (
    "Your role lets you read this organisation’s evidence, but not change it. "
    "Ask the lead of your organisation."
)

_SCANS = {
    Said.NOT_ASKED: Scan.NOT_CONFIGURED,
    Said.CLEAN: Scan.CLEAN,
    Said.NO_ANSWER: Scan.QUARANTINED,
    Said.FOUND: Scan.QUARANTINED,
}


@dataclass(frozen=True)
class Added:
    """An item of the library; ``was_there`` says that the same file was in it already under the same name."""

    evidence: Evidence
    was_there: bool


def require_keeper(session: Session, actor: Actor, organisation_id: int) -> Organisation:
    """The organisation, if the actor may add to its library. Raises NotVisible, or NotAllowed for readers."""
    if not actor.is_operator and organisation_id not in actor.organisations(Permission.EVIDENCE_VIEW):
        raise NotVisible
    # Additions to one library take turns, so that the same file sent twice at once becomes one item.
    organisation = session.scalar(
        select(Organisation).where(Organisation.id == organisation_id).with_for_update(key_share=True)
    )
    if organisation is None:
        raise NotVisible
    _require_may_keep(actor, organisation_id)
    return organisation


def add_evidence(
    session: Session,
    actor: Actor,
    clock: Clock,
    organisation_id: int,
    taken: TakenFile,
    *,
    description: str = "",
    review_on: date | None = None,
) -> Added:
    """Put a file that was taken in into an organisation's library.

    The same content under the same name is the item that is there already; if it had been withdrawn it is put
    back. Raises NotVisible for another organisation, NotAllowed for those who only read, RuleBroken for a
    description that is too long.
    """
    require_keeper(session, actor, organisation_id)
    description = _checked_description(description)
    _store(session, clock, taken)
    evidence = session.scalar(
        select(Evidence)
        .where(
            Evidence.organisation_id == organisation_id,
            Evidence.sha256 == taken.sha256,
            Evidence.file_name == taken.name,
        )
        .order_by(Evidence.id)
        .limit(1)
    )
    if evidence is not None:
        if evidence.withdrawn_at is not None:
            _put_back(session, actor, clock, evidence)
        return Added(evidence, was_there=True)
    evidence = Evidence(
        organisation_id=organisation_id,
        sha256=taken.sha256,
        file_name=taken.name,
        description=description,
        review_on=review_on,
        uploaded_by_id=actor.person_id,
        uploaded_by_name=actor.name,
        uploaded_at=clock(),
    )
    session.add(evidence)
    session.flush()
    _note(session, actor, clock, "evidence.added", evidence, sha256=taken.sha256, size=taken.size)
    return Added(evidence, was_there=False)


def change_evidence(
    session: Session,
    actor: Actor,
    clock: Clock,
    evidence_id: int,
    *,
    seen_version: int,
    description: str,
    review_on: date | None,
) -> Evidence:
    """Change the description and the review date.

    Raises NotVisible, NotAllowed, RuleBroken, and Stale when somebody else changed the item since it was seen
    (unless it says the same already).
    """
    evidence = _own(session, actor, evidence_id)
    description = _checked_description(description)
    wanted = {"description": description, "review_on": review_on}
    changed = [name for name, value in wanted.items() if getattr(evidence, name) != value]
    if not changed:
        return evidence
    if evidence.version != seen_version:
        raise Stale(
            "Somebody else changed these details while you had them open. Nothing was overwritten: "
            "compare the two and save again."
        )
    for name in changed:
        setattr(evidence, name, wanted[name])
    session.flush()
    _note(session, actor, clock, "evidence.changed", evidence, changed=changed)
    return evidence


def withdraw_evidence(session: Session, actor: Actor, clock: Clock, evidence_id: int) -> Evidence:
    """Take an item out of the library. Answers that cite it keep it. Twice is the same as once."""
    evidence = _own(session, actor, evidence_id)
    if evidence.withdrawn_at is None:
        evidence.withdrawn_at = clock()
        _note(session, actor, clock, "evidence.withdrawn", evidence)
    return evidence


def put_back_evidence(session: Session, actor: Actor, clock: Clock, evidence_id: int) -> Evidence:
    """Put a withdrawn item back into the library. Twice is the same as once."""
    evidence = _own(session, actor, evidence_id)
    if evidence.withdrawn_at is not None:
        _put_back(session, actor, clock, evidence)
    return evidence


def record_opened(
    session: Session,
    actor: Actor,
    clock: Clock,
    evidence: Evidence,
    *,
    on_behalf: str,
    board_id: int | None = None,
) -> None:
    """Note that somebody opened a file, which the caller has found in scope, for ``board`` or ``organisation``."""
    session.add(
        EvidenceOpened(
            evidence_id=evidence.id,
            person_id=actor.person_id,
            person_name=actor.name,
            on_behalf=on_behalf,
            at=clock(),
        )
    )
    _note(session, actor, clock, "evidence.opened", evidence, board_id=board_id, on_behalf=on_behalf)


def require_passed(evidence: Evidence) -> None:
    """Raise NotAllowed, with the reason, for a file that is in quarantine."""
    if evidence.file.scan == Scan.QUARANTINED:
        raise NotAllowed(
            f"{evidence.file_name} cannot be opened yet, because it has not been checked for viruses. "
            "The file is kept. It can be opened once the check has passed it."
        )


def require_shown_to_others(evidence: Evidence) -> None:
    """Raise NotAllowed, with the reason, for a file that is not for people outside the organisation now.

    Whoever gives a file to a board, a moderator, a panel or another organisation asks this.
    """
    if evidence.held_back:
        raise NotAllowed(evidence.held_back)
    require_passed(evidence)


def note_scan(session: Session, actor: Actor, sha256: str, verdict: Verdict) -> Scan:
    """Write down what the scanner said of a content when it was asked again, for the operator."""
    if not actor.is_operator:
        raise NotAllowed("Only the operator can have files checked again.")
    file = session.get(StoredFile, sha256)
    if file is None:
        raise NotVisible
    file.scan = _SCANS[verdict.said]
    return file.scan


def _own(session: Session, actor: Actor, evidence_id: int) -> Evidence:
    evidence = evidence_for_organisation(session, actor, evidence_id, lock=True)
    _require_may_keep(actor, evidence.organisation_id)
    return evidence


def _require_may_keep(actor: Actor, organisation_id: int) -> None:
    if not actor.is_operator and organisation_id not in actor.organisations(Permission.EVIDENCE_KEEP):
        raise NotAllowed(_READ_ONLY)


def _checked_description(description: str) -> str:
    description = description.strip()
    if len(description) > LONGEST_DESCRIPTION:
        raise RuleBroken(
            f"The description must be {LONGEST_DESCRIPTION:,} characters or fewer", "description"
        )
    return description


def _put_back(session: Session, actor: Actor, clock: Clock, evidence: Evidence) -> None:
    evidence.withdrawn_at = None
    _note(session, actor, clock, "evidence.put-back", evidence)


def _store(session: Session, clock: Clock, taken: TakenFile) -> None:
    """The row of the content. Two organisations may send the same one at the same moment."""
    insert = postgresql_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    scan = _SCANS[taken.verdict.said]
    session.execute(
        insert(StoredFile)
        .values(
            sha256=taken.sha256,
            size=taken.size,
            content_type=taken.content_type,
            scan=scan,
            stored_at=clock(),
        )
        .on_conflict_do_nothing(index_elements=["sha256"])
    )
    file = session.get_one(StoredFile, taken.sha256)
    if scan is not Scan.NOT_CONFIGURED and file.scan != Scan.CLEAN:
        file.scan = scan  # the same content, checked now: what was waiting may pass


def _note(
    session: Session,
    actor: Actor,
    clock: Clock,
    event: str,
    evidence: Evidence,
    *,
    board_id: int | None = None,
    **facts: object,
) -> None:
    # A file's name and description may name a child: the trail, which cannot be mended, holds neither.
    record(
        session,
        actor,
        clock,
        event,
        subject=("evidence", str(evidence.id)),
        board_id=board_id,
        organisation_id=evidence.organisation_id,
        **facts,
    )
