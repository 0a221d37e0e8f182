"""Beginning joint work, agreeing what is shared for each board, and ending it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.errors import NotVisible, RuleBroken, Stale
from audit.infra.clock import Clock
from audit.rooms.assessments.models import JointReturn, JointWork
from audit.rooms.assessments.operations import share_answers, share_citations
from audit.rooms.assessments.queries import joined_with, returns_with_rounds, views_of
from audit.rooms.joint.policy import require_keeper
from audit.rooms.joint.queries import boards_of, can_join
from audit.rooms.rounds.models import Return
from audit.rooms.trail.operations import record

TWO = "Choose at least two returns, to different boards"
CHANGED = (
    "A colleague has changed this since you opened the page, so nothing was changed. "
    "It is shown as it is now: look at it again."
)


@dataclass(frozen=True)
class Agreement:
    """Which returns, by reference, are answered together, and for which of them the words and files are shared."""

    returns: frozenset[str]
    narrative: frozenset[str] = frozenset()
    evidence: frozenset[str] = frozenset()


def begin(
    session: Session, actor: Actor, clock: Clock, organisation_id: int, agreement: Agreement
) -> JointWork:
    """Answer these returns together from now on. What one of them says already goes into those that say nothing.

    Raises NotVisible; NotAllowed for anybody but a lead; RuleBroken for fewer than two boards, and for a return that
    cannot be joined (its round is not open, or it is in joint work already).
    """
    require_keeper(actor, organisation_id)
    rows = _locked(session, actor, organisation_id, agreement.returns)
    _require_two(rows)
    work = JointWork(organisation_id=organisation_id, begun_by_name=actor.name, begun_at=clock())
    session.add(work)
    session.flush()
    for row in rows:
        _join(session, actor, clock, work, row, agreement)
    session.flush()
    _bring_together(session, actor, clock, rows)
    return work


def change(
    session: Session,
    actor: Actor,
    clock: Clock,
    joint_id: int,
    agreement: Agreement,
    *,
    seen: str,
) -> JointWork:
    """Change what is agreed, let returns join or leave. What was shared before stays where it is.

    ``seen`` is ``stand_of`` the agreements that were on the page. Raises as ``begin`` does, and Stale when they have
    changed since.
    """
    work = _work(session, actor, joint_id)
    before = {row.row.reference: row for row in joined_with(session, work.id)}
    together = _lock(session, [each.row.id for each in before.values()])
    joining = _locked(session, actor, work.organisation_id, agreement.returns - before.keys())
    live = {row.return_id: row for row in _live(session, work.id)}
    if seen != stand_of([(id, row.version) for id, row in live.items()]):
        raise Stale(CHANGED)
    staying = [row for row in together if row.reference in agreement.returns]
    _require_two([*staying, *joining])
    for row in together:
        joined = live[row.id]
        if row.reference not in agreement.returns:
            _leave(session, actor, clock, row, joined)
            continue
        shares = row.reference in agreement.narrative, row.reference in agreement.evidence
        if shares != (joined.shares_narrative, joined.shares_evidence):
            joined.shares_narrative, joined.shares_evidence = shares
            joined.agreed_by_name, joined.agreed_at = actor.name, clock()
            _note(session, actor, clock, "joint.agreed", row, changed=_words(*shares))
    for row in joining:
        _join(session, actor, clock, work, row, agreement)
    session.flush()
    _bring_together(session, actor, clock, [*staying, *joining])
    return work


def end(session: Session, actor: Actor, clock: Clock, joint_id: int) -> JointWork:
    """Answer each return by itself again. Every return keeps the answers that it has. Raises as ``begin`` does."""
    work = _work(session, actor, joint_id)
    live = {row.return_id: row for row in _live(session, work.id)}
    for row in _lock(session, list(live)):
        _leave(session, actor, clock, row, live[row.id])
    work.ended_at = clock()
    return work


def stand_of(versions: Sequence[tuple[int, int]]) -> str:
    """The agreements of a piece of work (return ids with versions) as one word, to see whether they changed."""
    return ".".join(f"{id}-{version}" for id, version in sorted(versions))


def _work(session: Session, actor: Actor, joint_id: int) -> JointWork:
    work = session.get(JointWork, joint_id)
    if work is None or work.ended_at is not None:
        raise NotVisible
    require_keeper(actor, work.organisation_id)
    return work


def _live(session: Session, joint_id: int) -> list[JointReturn]:
    return list(
        session.scalars(
            select(JointReturn)
            .where(JointReturn.joint_work_id == joint_id, JointReturn.left_at.is_(None))
            .execution_options(populate_existing=True)
        )
    )


def _locked(
    session: Session, actor: Actor, organisation_id: int, references: Collection[str]
) -> list[Return]:
    """Returns that can be joined, locked; raises RuleBroken when one of those wanted is not among them."""
    found = [row for row in can_join(session, actor, organisation_id) if row.reference in references]
    rows = _lock(session, [row.id for row in found])
    if len(rows) != len(set(references)) or any(row.joint_id is not None for row in rows):
        raise RuleBroken(
            "One of these returns cannot be answered together with others now. Look at the list again.",
            "returns",
        )
    return rows


def _lock(session: Session, ids: Collection[int]) -> list[Return]:
    """Returns, locked in the order of their ids as everybody does who changes several."""
    return list(
        session.scalars(
            returns_with_rounds()
            .where(Return.id.in_(ids))
            .order_by(Return.id)
            .with_for_update(of=Return, key_share=True)
            .execution_options(populate_existing=True)
        )
    )


def _require_two(rows: Sequence[Return]) -> None:
    if boards_of(rows) < 2:
        raise RuleBroken(TWO, "returns")


def _join(
    session: Session, actor: Actor, clock: Clock, work: JointWork, row: Return, agreement: Agreement
) -> None:
    row.joint_id = work.id
    narrative, evidence = row.reference in agreement.narrative, row.reference in agreement.evidence
    session.add(
        JointReturn(
            joint_work_id=work.id,
            return_id=row.id,
            shares_narrative=narrative,
            shares_evidence=evidence,
            agreed_by_name=actor.name,
            agreed_at=clock(),
            joined_at=clock(),
        )
    )
    _note(session, actor, clock, "joint.begun", row, changed=_words(narrative, evidence))


def _leave(session: Session, actor: Actor, clock: Clock, row: Return, joined: JointReturn) -> None:
    row.joint_id, joined.left_at = None, clock()
    _note(session, actor, clock, "joint.left", row)


def _bring_together(session: Session, actor: Actor, clock: Clock, rows: Sequence[Return]) -> None:
    """Let what is said in one return go into those that say nothing to the same question, in the order of ids."""
    for row in sorted(rows, key=lambda row: row.id):
        # Read anew for each: the ones before have written into it.
        (view,) = views_of(session, [row])
        said = {code: view.content(code) for code in view.questions if not view.content(code).is_empty}
        share_answers(session, actor, clock, row, {}, said)
        files = {code: [link.evidence_id for link in links] for code, links in view.cited.items()}
        share_citations(session, actor, clock, row, files)


def _words(narrative: bool, evidence: bool) -> list[str]:
    return [
        "narrative shared" if narrative else "narrative its own",
        "evidence shared" if evidence else "evidence its own",
    ]


def _note(session: Session, actor: Actor, clock: Clock, event: str, row: Return, **facts: Any) -> None:
    # Without the board: what is agreed with another board is none of its business before the return is submitted.
    record(
        session, actor, clock, event,
        subject=("return", row.reference), organisation_id=row.organisation_id, **facts,
    )  # fmt: skip
