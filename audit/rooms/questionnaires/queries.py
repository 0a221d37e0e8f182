"""Reading editions. An edition never changes, so what is built from it is kept for the life of the process."""

from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Mapping
from threading import Lock
from types import MappingProxyType
from typing import Generic, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, false, or_, select, true
from sqlalchemy.orm import Session, defer

from audit.domain.actor import Actor
from audit.domain.dates import in_london
from audit.domain.errors import NotVisible
from audit.domain.instruments import Instrument
from audit.domain.permissions import Permission
from audit.domain.questionnaire import Questionnaire, questionnaire_from_data
from audit.domain.same_question import twins
from audit.domain.scale_mapping import ScaleMapping, meaning_mark, same_scale
from audit.domain.scales import Scale, scale_from_data
from audit.rooms.questionnaires.models import (
    AdoptedSet,
    DeclaredMapping,
    Edition,
    EditionOffer,
    EditionQuestion,
)

KEPT = 64
"""How many editions are kept ready."""

_Key = TypeVar("_Key", bound=Hashable)
_Value = TypeVar("_Value")


class EditionKey(NamedTuple):
    """What is enough to find what is kept of an edition: its id and its fingerprint."""

    id: int
    fingerprint: str


class _Kept(Generic[_Key, _Value]):
    """The values used last, shared by all threads."""

    def __init__(self) -> None:
        self._values: OrderedDict[_Key, _Value] = OrderedDict()
        self._lock = Lock()

    def get(self, key: _Key, make: Callable[[], _Value]) -> _Value:
        """The value of a key, made outside the lock when it is not there; two threads may both make it."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        value = make()
        with self._lock:
            self._values[key] = value
            if len(self._values) > KEPT:
                self._values.popitem(last=False)
        return value


_questionnaires: _Kept[str, Questionnaire] = _Kept()
_question_ids: _Kept[tuple[int, str], Mapping[str, int]] = _Kept()
_twins: _Kept[tuple[str, str], Mapping[str, str]] = _Kept()
_fingerprints: _Kept[tuple[int, str], frozenset[str]] = _Kept()


def editions(
    session: Session, actor: Actor, instruments: Collection[Instrument] = tuple(Instrument)
) -> list[Edition]:
    """The published editions of these instruments that this person may see, by code, the latest first."""
    listing = (
        select(Edition)
        .where(_visible_to(actor), Edition.amends_id.is_(None), Edition.instrument.in_(instruments))
        .options(defer(Edition.content))
    )
    return list(
        session.scalars(listing.order_by(Edition.code, Edition.published_at.desc(), Edition.id.desc()))
    )


def edition_by_id(session: Session, actor: Actor, id: int) -> Edition:
    """One edition, by its id. Raises NotVisible when there is none or this person may not see it."""
    edition = session.scalar(
        select(Edition).where(Edition.id == id, _visible_to(actor)).options(defer(Edition.content))
    )
    if edition is None:
        raise NotVisible
    return edition


def _visible_to(actor: Actor) -> ColumnElement[bool]:
    """The sets that come with the product, those of the actor's boards, what other boards offer, and what was adopted.

    What was adopted stays in sight when its offer is withdrawn, or when the board stops following it.
    """
    if actor.is_operator:
        return true()
    boards = actor.boards(Permission.QUESTIONNAIRE_VIEW)
    if not boards:
        return false()
    offered = select(EditionOffer.edition_id).where(EditionOffer.withdrawn_at.is_(None))
    adopted = select(AdoptedSet.edition_id).where(AdoptedSet.board_id.in_(boards))
    return or_(
        Edition.board_id.is_(None),
        Edition.board_id.in_(boards),
        Edition.id.in_(offered),
        Edition.id.in_(adopted),
    )


def questionnaire_of(edition: Edition) -> Questionnaire:
    """The questionnaire that an edition holds. Its content is read only the first time."""
    return _questionnaires.get(edition.fingerprint, lambda: questionnaire_from_data(edition.content))


def questionnaire_by(session: Session, edition: Edition | EditionKey) -> Questionnaire:
    """The questionnaire of an edition that the caller has in scope. Its content is read only the first time."""

    def read() -> Questionnaire:
        content = select(Edition.content).where(Edition.id == edition.id)
        return questionnaire_from_data(session.execute(content).scalar_one())

    return _questionnaires.get(edition.fingerprint, read)


def chain_of(edition_id: int) -> ColumnElement[int]:
    """The id of an edition and of every edition that it amends, as a column to select."""
    own = select(Edition.id, Edition.amends_id).where(Edition.id == edition_id).cte(recursive=True)
    both = own.union_all(select(Edition.id, Edition.amends_id).join(own, Edition.id == own.c.amends_id))
    return both.c.id


def fingerprints_of(session: Session, edition: Edition | EditionKey) -> frozenset[str]:
    """The fingerprints of an edition, which the caller has in scope, and of those that it amends."""

    def read() -> frozenset[str]:
        found = select(Edition.fingerprint).where(Edition.id.in_(select(chain_of(edition.id))))
        return frozenset(session.scalars(found))

    return _fingerprints.get((edition.id, edition.fingerprint), read)


def question_ids(session: Session, edition_id: int) -> Mapping[str, int]:
    """The ids of an edition's questions by their codes, in order. The caller has the edition in scope.

    Raises NotVisible when there is no such edition.
    """
    edition = session.get(Edition, edition_id, options=[defer(Edition.content)])
    if edition is None:
        raise NotVisible
    return question_ids_of(session, edition)


def question_ids_of(session: Session, edition: Edition | EditionKey) -> Mapping[str, int]:
    """The ids of the questions of an edition, which the caller has in scope, by their codes, in order.

    An amendment has the rows of the editions that it amends beside those of the questions it adds.
    """

    def read() -> Mapping[str, int]:
        rows = session.execute(
            select(EditionQuestion.code, EditionQuestion.id)
            .where(EditionQuestion.edition_id.in_(select(chain_of(edition.id))))
            .order_by(EditionQuestion.position, EditionQuestion.id)
        )
        return MappingProxyType({row.code: row.id for row in rows})

    return _question_ids.get((edition.id, edition.fingerprint), read)


def mapping_between(session: Session, board_id: int, before: Scale, now: Scale) -> ScaleMapping | None:
    """What this board has declared between two scales; None where it has declared nothing or they are the same.

    At most one statement. It is no secret: whoever sees it used may read it.
    """
    if same_scale(before, now):
        return None
    row = session.scalar(
        select(DeclaredMapping)
        .where(
            DeclaredMapping.board_id == board_id,
            DeclaredMapping.before_mark == meaning_mark(before),
            DeclaredMapping.now_mark == meaning_mark(now),
            DeclaredMapping.withdrawn_at.is_(None),
        )
        .order_by(DeclaredMapping.id.desc())
        .limit(1)
    )
    return None if row is None else mapping_of(row)


def mapping_of(row: DeclaredMapping) -> ScaleMapping:
    """A declared mapping, as the rules use it."""
    return ScaleMapping(
        row.id,
        scale_from_data(row.before),
        scale_from_data(row.now),
        row.grades,
        row.declared_by_name,
        in_london(row.declared_at).date(),
        row.note,
    )


def same_questions(
    session: Session, one: Edition | EditionKey, other: Edition | EditionKey
) -> Mapping[str, str]:
    """The codes of the same questions in another edition, by their codes in ``one``; the caller has both in scope."""
    if one.id > other.id:  # always found from the same side, so that both sides agree
        return {there: here for here, there in same_questions(session, other, one).items()}

    def read() -> Mapping[str, str]:
        return MappingProxyType(twins(questionnaire_by(session, one), questionnaire_by(session, other)))

    return _twins.get((one.fingerprint, other.fingerprint), read)
