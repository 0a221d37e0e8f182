"""What is known of the organisations of an event, for the proposal of lines: a constant number of statements.

Of a return the submitted copy is read, never the live answers.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session, contains_eager

from audit.domain.actions import OUTSTANDING
from audit.domain.challenge import EnquiryOutcome, EventKind, EventState
from audit.domain.enquiry import OpenLine, OrganisationFacts, OverdueAction, QuestionFacts
from audit.domain.moderation import EvidenceQuality, ModerationState
from audit.domain.organisations import sector_of
from audit.domain.questionnaire import Questionnaire
from audit.domain.scale_mapping import ScaleMapping, same_scale
from audit.domain.workflows import ReturnState
from audit.rooms.action_plans.models import Action
from audit.rooms.assessments.models import Answer, Submission
from audit.rooms.challenge.models import ChallengeEvent, Line, LineAction, Slot
from audit.rooms.evidence.models import Evidence, EvidenceOpened
from audit.rooms.evidence.queries import shown_to_others
from audit.rooms.moderation.models import AgreedGrade, Judgement, Moderation, ModerationPlan
from audit.rooms.moderation.queries import agreed_of
from audit.rooms.organisations.models import Organisation
from audit.rooms.questionnaires.models import Edition
from audit.rooms.questionnaires.queries import mapping_between, question_ids_of, questionnaire_by
from audit.rooms.rounds.models import Return, Round


@dataclass(frozen=True)
class _Known:
    """What several organisations share, read once."""

    questionnaire: Questionnaire
    question_ids: Mapping[str, int]
    copies: Mapping[int, Mapping[str, Any]]
    """The latest submitted copy, by return id."""
    agreed: Mapping[int, Mapping[int, AgreedGrade]]
    qualities: Mapping[int, Mapping[int, EvidenceQuality]]
    opened: frozenset[int]
    """Evidence that somebody of the board has opened."""
    peers: Mapping[str, Mapping[int, Counter[str]]]
    """Grades that stand, by sector and question id."""
    before: Mapping[int, Return] = field(default_factory=dict)
    """The return of the round before, by organisation id."""
    mappings: Mapping[int, ScaleMapping | None] = field(default_factory=dict)
    """For each edition of those returns with another scale, by its id: what the board has declared, if anything."""


def facts_of(
    session: Session, event: ChallengeEvent, slots: Sequence[Slot], today: date
) -> dict[int, OrganisationFacts]:
    """The facts of the organisations of these slots of an event, by slot id.

    An action due before ``today`` is overdue.
    """
    known = _known(session, event, slots)
    actions = _overdue_actions(session, event, [slot.organisation_id for slot in slots], today)
    carried, previous_title = _carried(session, event, [slot.organisation_id for slot in slots])
    found = {}
    for slot in slots:
        sector = _sector(slot)
        found[slot.id] = OrganisationFacts(
            scale=known.questionnaire.scale if known else None,
            sector=sector,
            questions=_questions(known, slot, sector) if known and slot.return_id is not None else (),
            actions=actions.get(slot.organisation_id, ()),
            carried=carried.get(slot.organisation_id, ()),
            previous_event=previous_title,
        )
    return found


def _sector(slot: Slot) -> str:
    row, then = slot.organisation, slot.about
    if then is not None and then.submitted_kind:
        return sector_of(then.submitted_kind, then.submitted_phase or "", then.submitted_type or "")
    return sector_of(row.kind, row.phase, row.type)


def _known(session: Session, event: ChallengeEvent, slots: Sequence[Slot]) -> _Known | None:
    if event.kind is not EventKind.RETURNS or event.round is None:
        return None
    edition = event.round.edition
    before = _returns_before(session, event.round, [slot.organisation_id for slot in slots])
    return_ids = [slot.return_id for slot in slots if slot.return_id is not None]
    every = [*return_ids, *(row.id for row in before.values())]
    questionnaire = questionnaire_by(session, edition)
    return _Known(
        questionnaire=questionnaire,
        question_ids=question_ids_of(session, edition),
        copies=copies_of(session, every),
        agreed=agreed_of(session, every),
        qualities=_qualities(session, return_ids),
        opened=opened_evidence(session, [slot.organisation_id for slot in slots]),
        peers=_peers(session, event.round),
        before=before,
        mappings={
            then.id: mapping_between(session, event.board_id, scale, questionnaire.scale)
            for then in {row.round.edition_id: row.round.edition for row in before.values()}.values()
            if not same_scale(scale := questionnaire_by(session, then).scale, questionnaire.scale)
        },
    )


def _questions(known: _Known, slot: Slot, sector: str) -> list[QuestionFacts]:
    copy = known.copies.get(slot.return_id or 0, {})
    agreed = known.agreed.get(slot.return_id or 0, {})
    qualities = known.qualities.get(slot.return_id or 0, {})
    is_counted = slot.about is not None and slot.about.state is ReturnState.SUBMITTED
    before, is_mapped = _grades_before(known, slot)
    found = []
    for standard in copy.get("standards", ()):
        for question in standard["questions"]:
            answer = copy["answers"].get(question["code"])
            id = known.question_ids.get(question["code"])
            if question["kind"] != "graded" or answer is None or id is None:
                continue
            files = [item["id"] for item in answer["evidence"]]
            row = agreed.get(id)
            facts = QuestionFacts(
                code=question["code"],
                text=question["text"],
                standard_title=standard["title"],
                own=answer["grade"],
                agreed=row.grade if row is not None else None,
                is_agreed=row is not None,
                previous=before.get(question["code"]),
                is_mapped=is_mapped,
                files=len(files),
                opened=len(known.opened & set(files)),
                quality=qualities.get(id),
                peers=known.peers.get(sector, {}).get(id, Counter()),
            )
            found.append(_without_itself(facts) if is_counted else facts)
    return found


def _without_itself(facts: QuestionFacts) -> QuestionFacts:
    """The facts of a question whose peers' grades had the organisation's own among them."""
    if facts.standing is None:
        return facts
    others = Counter(facts.peers)
    others[facts.standing] -= 1
    return QuestionFacts(**{**vars(facts), "peers": +others})


def _grades_before(known: _Known, slot: Slot) -> tuple[dict[str, str], bool]:
    """The grades that stood in the round before, by the code that the question has now, and whether they are mapped.

    Over a change of scale only what the board's declared mapping gives an equal; without one, nothing.
    """
    row = known.before.get(slot.organisation_id)
    if row is None or not known.copies.get(row.id):
        return {}, False
    copy, questionnaire = known.copies[row.id], known.questionnaire
    is_mapped = row.round.edition_id in known.mappings
    mapping = known.mappings.get(row.round.edition_id)
    if is_mapped and mapping is None:
        return {}, False
    stood = {code: answer["grade"] for code, answer in copy["answers"].items()}
    edition, is_same = copy["edition"], copy["edition"]["edition"] == questionnaire.edition
    ids = known.question_ids if is_same else {}
    for code, id in ids.items():
        agreed = known.agreed.get(row.id, {}).get(id)
        if agreed is not None:
            stood[code] = agreed.grade
    found = {}
    for question in questionnaire.questions.values():
        continued = f"{edition['code']}/{edition['edition']}#"
        code = question.code if is_same else (question.continues or "").removeprefix(continued)
        grade = mapping.grade(stood.get(code)) if mapping else stood.get(code)
        if grade:
            found[question.code] = grade
    return found, is_mapped


def _returns_before(session: Session, here: Round, organisation_ids: Collection[int]) -> dict[int, Return]:
    """The latest submitted return of each organisation in an earlier round of the board with the same questions."""
    rows = session.scalars(
        select(Return)
        .join(Return.round)
        .join(Round.edition)
        .where(
            Return.organisation_id.in_(organisation_ids),
            Return.submitted_at.is_not(None),
            Round.board_id == here.board_id,
            Round.id != here.id,
            Round.due_on <= here.due_on,
            Edition.code == here.edition.code,
        )
        .options(contains_eager(Return.round).contains_eager(Round.edition).defer(Edition.content))
        .order_by(Round.due_on, Round.id)
    )
    return {row.organisation_id: row for row in rows}


def copies_of(session: Session, return_ids: Collection[int]) -> dict[int, Mapping[str, Any]]:
    """The latest submitted copies, by return id. One query; the caller has the returns in scope."""
    latest = (
        select(Submission.return_id, func.max(Submission.number).label("number"))
        .where(Submission.return_id.in_(return_ids))
        .group_by(Submission.return_id)
        .subquery()
    )
    rows = session.execute(
        select(Submission.return_id, Submission.content).join(
            latest, and_(latest.c.return_id == Submission.return_id, latest.c.number == Submission.number)
        )
    )
    return shown_to_others(session, {row.return_id: row.content for row in rows})


def _qualities(session: Session, return_ids: Collection[int]) -> dict[int, dict[int, EvidenceQuality]]:
    """What moderators found of the evidence, once a moderation has ended; a second moderation speaks last."""
    rows = session.execute(
        select(Moderation.return_id, Judgement.question_id, Judgement.evidence_quality)
        .join(Judgement, Judgement.moderation_id == Moderation.id)
        .join(ModerationPlan, ModerationPlan.id == Moderation.plan_id)
        .where(
            Moderation.return_id.in_(return_ids),
            Moderation.state == ModerationState.AGREED,
            Judgement.evidence_quality.is_not(None),
        )
        .order_by(ModerationPlan.stage, Moderation.id)
    )
    found: dict[int, dict[int, EvidenceQuality]] = defaultdict(dict)
    for return_id, question_id, quality in rows:
        if quality is not None:
            found[return_id][question_id] = quality
    return found


def opened_evidence(session: Session, organisation_ids: Collection[int]) -> frozenset[int]:
    """Ids of the evidence of these organisations that somebody of the board has opened. One query."""
    return frozenset(
        session.scalars(
            select(EvidenceOpened.evidence_id)
            .join(Evidence, Evidence.id == EvidenceOpened.evidence_id)
            .where(Evidence.organisation_id.in_(organisation_ids), EvidenceOpened.on_behalf == "board")
            .distinct()
        )
    )


def _peers(session: Session, here: Round) -> dict[str, dict[int, Counter[str]]]:
    """The grades that stand in a round, counted by the database: by sector and question id."""
    stands = case((AgreedGrade.id.is_not(None), AgreedGrade.grade), else_=Answer.grade)
    then = tuple(
        case((Return.submitted_kind.is_not(None), was), else_=now)
        for was, now in (
            (Return.submitted_kind, Organisation.kind),
            (Return.submitted_phase, Organisation.phase),
            (Return.submitted_type, Organisation.type),
        )
    )
    counted = (
        select(Answer.question_id, *then, stands, func.count())
        .join(Return, Return.id == Answer.return_id)
        .join(Organisation, Organisation.id == Return.organisation_id)
        .outerjoin(
            AgreedGrade,
            and_(
                AgreedGrade.return_id == Answer.return_id,
                AgreedGrade.question_id == Answer.question_id,
                AgreedGrade.is_current,
            ),
        )
        .where(Return.round_id == here.id, Return.state == ReturnState.SUBMITTED, Answer.is_asked)
        .group_by(Answer.question_id, *then, stands)
    )
    found: dict[str, dict[int, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for question_id, kind, phase, type, grade, count in session.execute(counted):
        if grade is not None:
            found[sector_of(kind, phase or "", type or "")][question_id][grade] += count
    return found


def _overdue_actions(
    session: Session, event: ChallengeEvent, organisation_ids: Collection[int], today: date
) -> dict[int, list[OverdueAction]]:
    """Actions past their day: of the round that the event is about, or of all the board's when it is about none.

    An action of an earlier round outlives it, so that an event about returns asks about those too.
    """
    wanted = [
        Action.organisation_id.in_(organisation_ids),
        Action.board_id == event.board_id,
        Action.state.in_(OUTSTANDING),
        Action.due_on < today,
    ]
    if event.kind is EventKind.ACTION_PLANS and event.round_id is not None:
        wanted.append(Action.round_id == event.round_id)
    found: dict[int, list[OverdueAction]] = defaultdict(list)
    for row in session.scalars(select(Action).where(*wanted).order_by(Action.due_on, Action.id)):
        is_here = event.round_id is not None and row.round_id == event.round_id
        found[row.organisation_id].append(
            OverdueAction(
                row.id, row.what, row.due_on, row.question_code if is_here else "", row.standard_title
            )
        )
    return found


def _carried(
    session: Session, event: ChallengeEvent, organisation_ids: Collection[int]
) -> tuple[dict[int, list[OpenLine]], str]:
    """The lines of the event before that are still open, by organisation id, and its title.

    Open are those on which the panel was not assured, those never reached at an event that is over, and those with a
    follow-up for which no action was agreed, or one that is not done.
    """
    if event.previous_id is None:
        return {}, ""
    agreed = (
        select(LineAction.id)
        .join(Action, Action.id == LineAction.action_id)
        .where(LineAction.line_id == Line.id)
        .correlate(Line)
    )
    is_open = or_(
        Line.outcome == EnquiryOutcome.NOT_ASSURED,
        and_(Line.outcome.is_(None), ChallengeEvent.state.in_((EventState.HELD, EventState.REPORTED))),
        and_(
            Line.follow_up != "", or_(~agreed.exists(), agreed.where(Action.state.in_(OUTSTANDING)).exists())
        ),
    )
    rows = session.execute(
        select(Line, Slot.organisation_id, ChallengeEvent.title, ChallengeEvent.round_id)
        .join(Slot, Slot.id == Line.slot_id)
        .join(ChallengeEvent, ChallengeEvent.id == Slot.event_id)
        .where(
            Slot.event_id == event.previous_id,
            Slot.organisation_id.in_(organisation_ids),
            Line.dropped_at.is_(None),
            is_open,
        )
        .order_by(Line.position, Line.id)
    )
    found: dict[int, list[OpenLine]] = defaultdict(list)
    titles = []
    for line, organisation_id, title, round_id in rows:
        titles.append(title)
        code = line.question_code if round_id is not None and round_id == event.round_id else ""
        found[organisation_id].append(
            OpenLine(line.id, line.text, line.outcome, line.follow_up, code, line.standard_title)
        )
    return found, titles[0] if titles else ""
