"""Giving a trust's answers to its schools: the same few statements for five schools as for fifty."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import Table, bindparam, insert, select, update
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.answers import EMPTY
from audit.domain.inheriting import Bond, Step, step_of
from audit.infra.clock import Clock
from audit.rooms.assessments.models import CitedEvidence
from audit.rooms.assessments.operations.giving import Cited, Gift, give_answers
from audit.rooms.assessments.operations.noting import note_return
from audit.rooms.assessments.queries import content_of
from audit.rooms.evidence.models import Evidence
from audit.rooms.rounds.models import Return
from audit.rooms.trusts.models import InheritedAnswer
from audit.rooms.trusts.queries import SchoolStand, TrustItem, TrustRound, is_open, stands_of

VIA = "from the trust"
"""How the history of a school's answer names a change that its trust made."""

_TAKEN = cast(Table, InheritedAnswer.__table__)
_RENEW = update(_TAKEN).where(
    _TAKEN.c.return_id == bindparam("of_return"), _TAKEN.c.question_id == bindparam("of_question")
)


@dataclass
class Given:
    """What became of giving: how many schools have which answer, and which were left as they are."""

    given: dict[str, set[int]] = field(default_factory=dict)
    """Ids of the returns that took each answer, by question code."""
    left: dict[str, set[int]] = field(default_factory=dict)
    """Ids of the returns that were left as they are, by question code."""

    @property
    def schools(self) -> int:
        """How many schools took at least one answer."""
        return len(set().union(*self.given.values()))


@dataclass(frozen=True)
class _Share:
    """One question of one school, and what happens to it."""

    row: Return
    item: TrustItem
    stand: SchoolStand
    step: Step


def hand_down(
    session: Session, actor: Actor, clock: Clock, here: TrustRound, items: Mapping[str, TrustItem]
) -> Given:
    """Give these answers to every school that takes them. ``here`` was read under the lock of its returns.

    A school's own words are never replaced, and what was sent for sign-off or submitted stays as it is. The caller
    has authorised the person.
    """
    answered = {code: item for code, item in items.items() if not item.content.is_empty}
    found = Given({code: set() for code in answered}, {code: set() for code in answered})
    shares: list[_Share] = []
    rows = {row.id: row for row in here.returns}
    for code, stands in stands_of(session, here, answered).items():
        item = answered[code]
        for return_id, stand in stands.items():
            row = rows[return_id]
            step = step_of(
                stand.stand, is_open=is_open(row), given_version=stand.given_version, version=item.version
            )
            (found.left if step is Step.LEAVE else found.given)[code].add(return_id)
            if step is not Step.LEAVE:
                shares.append(_Share(row, item, stand, step))
    give(session, actor, clock, shares)
    return found


def give(session: Session, actor: Actor, clock: Clock, shares: Collection[_Share]) -> None:
    """Write what these schools take, with the evidence, where it comes from, and a line for each on the trail."""
    cite, uncite = _evidence(session, shares)
    gifts = [
        Gift(each.row, each.item.row.question_id, each.item.content, each.stand.answer)
        for each in shares
        if each.step is not Step.KEEP and not _says_so(each)
    ]
    changed = [each for each in shares if each.step is not Step.KEEP]
    give_answers(session, actor, clock, gifts, cite, uncite, via=VIA)
    _bind(session, actor, clock, changed)
    by_return: dict[int, list[_Share]] = {}
    for each in changed:
        by_return.setdefault(each.row.id, []).append(each)
    for some in by_return.values():
        row = some[0].row
        note_return(session, actor, clock, "return.answers-from-trust", row, answers=len(some))


def share_of(row: Return, item: TrustItem, stand: SchoolStand) -> _Share:
    """One question that one school takes with open eyes, whatever it said before."""
    return _Share(row, item, stand, Step.GIVE)


def _says_so(share: _Share) -> bool:
    answer = share.stand.answer
    return (EMPTY if answer is None else content_of(answer)) == share.item.content


def _evidence(session: Session, shares: Collection[_Share]) -> tuple[list[Cited], list[int]]:
    """What the answers are to cite beyond what they cite now, and the citations of the trust's files that end."""
    if not shares:
        return [], []
    trust_id = next(iter(shares)).item.row.organisation_id
    current: dict[tuple[int, int], dict[int, tuple[int, bool]]] = {}
    for id, return_id, question_id, evidence_id, owner in session.execute(
        select(
            CitedEvidence.id,
            CitedEvidence.return_id,
            CitedEvidence.question_id,
            CitedEvidence.evidence_id,
            Evidence.organisation_id,
        )
        .join(Evidence, Evidence.id == CitedEvidence.evidence_id)
        .where(
            CitedEvidence.return_id.in_({each.row.id for each in shares}),
            CitedEvidence.question_id.in_({each.item.row.question_id for each in shares}),
            CitedEvidence.removed_at.is_(None),
        )
    ):
        current.setdefault((return_id, question_id), {})[evidence_id] = (id, owner == trust_id)
    cite: list[Cited] = []
    uncite: list[int] = []
    for each in shares:
        question_id = each.item.row.question_id
        now = current.get((each.row.id, question_id), {})
        wanted = [file.id for file in each.item.evidence]
        cite += [Cited(each.row.id, question_id, id) for id in wanted if id not in now]
        uncite += [
            link for evidence_id, (link, of_trust) in now.items() if of_trust and evidence_id not in wanted
        ]
    return cite, uncite


def _bind(session: Session, actor: Actor, clock: Clock, shares: Collection[_Share]) -> None:
    """Write down which version of which answer each of these schools took."""
    if not shares:
        return
    returns = {each.row.id for each in shares}
    known = {
        (return_id, question_id)
        for return_id, question_id in session.execute(
            select(_TAKEN.c.return_id, _TAKEN.c.question_id).where(_TAKEN.c.return_id.in_(returns))
        )
    }
    first, again = [], []
    for each in shares:
        assert each.item.answer is not None
        key = (each.row.id, each.item.row.question_id)
        values: dict[str, Any] = {
            "trust_answer_id": each.item.answer.id,
            "trust_version": each.item.version,
            "state": Bond.INHERITED,
            "reason": "",
            "by_name": actor.name,
            "at": clock(),
        }
        if key in known:
            again.append(values | {"of_return": key[0], "of_question": key[1]})
        else:
            first.append(values | {"return_id": key[0], "question_id": key[1]})
    connection = session.connection()
    if first:
        connection.execute(insert(_TAKEN), first)
    if again:
        connection.execute(_RENEW, again)
