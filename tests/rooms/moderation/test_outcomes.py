"""Written outcomes: drafted by the board, sent with their actions, read by the organisation for ever."""

from datetime import timedelta
from io import BytesIO

import pytest
from docx import Document
from flask import Flask
from sqlalchemy import Engine, select

from audit.domain.actions import ActionOrigin
from audit.domain.errors import NotAllowed, NotVisible, RuleBroken, Stale
from audit.domain.moderation import ModerationState
from audit.domain.permissions import Role
from audit.rooms.action_plans.models import Action
from audit.rooms.assessments.models import Submission
from audit.rooms.moderation.models import Outcome
from audit.rooms.moderation.operations.outcomes import OutcomeWords
from audit.rooms.moderation.presenters.outcomes import read_outcome
from audit.rooms.moderation.queries.outcomes import outcome_to_write
from tests.conftest import SteppingClock
from tests.rooms.moderation.outcome_scene import WORDS, OutcomeScene, handed_in
from tests.support.kept import Keeper
from tests.support.pages import PageClient
from tests.support.queries import count_queries
from tests.support.world import World


@pytest.fixture
def scene(keep: Keeper, world: World) -> OutcomeScene:
    scene: OutcomeScene = keep(handed_in, world)
    return scene


def test_a_return_without_moderation_ends_in_an_outcome_too(scene: OutcomeScene) -> None:
    scene.draft()
    outcome = scene.send_it()
    assert outcome.content is not None
    page = read_outcome(outcome.content)
    assert not page.content["moderated"]
    assert (page.moved, page.graded) == (0, 4)
    assert [line.own.grade.key for each in page.standards for line in each.lines if line.own.grade] == [
        "green", "green", "red", "amber",
    ]  # fmt: skip


def test_sending_freezes_the_words_asks_for_actions_and_writes_letters(scene: OutcomeScene) -> None:
    scene.moderate(moved={"1.1": "amber"})
    scene.draft()
    with scene.world.session() as session:
        assert session.scalar(select(Action)) is None, "a draft asks for nothing yet"
    outcome = scene.send_it()
    page = read_outcome(outcome.content or {})
    first = page.standards[0].lines[0]
    assert (first.own.grade.key, first.moderated.grade.key, first.agreed.grade.key) == (
        "green",
        "amber",
        "amber",
    )
    assert first.moved
    assert first.why == "The policy is out of date."
    assert page.moved == 1
    letters = scene.letters("outcome")
    assert {letter.to_email for letter in letters} == {
        person.email for person in (scene.lead_person, scene.ash_person, scene.blake_person)
    }
    assert f"/returns/{scene.reference}/outcome" in letters[0].body
    with scene.world.session() as session:
        action = session.scalars(select(Action)).one()
    assert (action.origin, action.question_code, action.return_id) == (
        ActionOrigin.MODERATION, "2.1", scene.row.id,
    )  # fmt: skip
    assert action.what == "Write a policy on whistleblowing."
    assert action.due_on == scene.world.clock().date().replace(month=3, year=2027), (
        "a red is due within six months"
    )
    with pytest.raises(RuleBroken, match="stays as it is"):
        scene.draft(seen=outcome.version)
    with pytest.raises(RuleBroken, match="stays as it is"):
        scene.send_it(outcome.version)


def test_it_is_not_sent_while_its_grades_are_still_to_be_agreed(scene: OutcomeScene) -> None:
    scene.moderate(ModerationState.WITH_ORGANISATION, moved={"1.1": "amber"})
    scene.draft()
    with pytest.raises(RuleBroken, match="still being moderated"):
        scene.send_it()
    assert not scene.letters("outcome")


@pytest.mark.parametrize(
    ("state", "seen"), [(ModerationState.IN_PROGRESS, False), (ModerationState.WITH_ORGANISATION, True)]
)
def test_nothing_is_taken_from_unfinished_notes(
    scene: OutcomeScene, state: ModerationState, seen: bool
) -> None:
    scene.moderate(state)
    with scene.world.unit_of_work.read() as session:
        view = outcome_to_write(session, scene.admin, scene.reference)
    assert bool(view.judgements) is seen


def test_two_strengths_and_next_steps_are_needed(scene: OutcomeScene) -> None:
    scene.draft(OutcomeWords(strength_1="One."))
    with pytest.raises(RuleBroken, match="the second strength and the next steps"):
        scene.send_it()


def test_what_cannot_be_asked_for_is_refused_with_its_field(scene: OutcomeScene) -> None:
    for words, field in (
        (OutcomeWords(asked=(("1.1", "Nothing to do"),)), "asked"),
        (OutcomeWords(asked=(("2.1", " "),)), "asked"),
        (OutcomeWords(asked_by=scene.world.clock().date() - timedelta(days=1)), "asked_by"),
        (OutcomeWords(next_steps="x" * 5001), "next_steps"),
    ):
        with pytest.raises(RuleBroken) as refused:
            scene.draft(words)
        assert refused.value.field == field


def test_a_date_that_was_set_stays_when_the_draft_is_saved_again(scene: OutcomeScene) -> None:
    day = scene.world.clock().date() + timedelta(days=40)
    first = scene.draft(OutcomeWords(asked=WORDS.asked, asked_by=day))
    again = scene.draft(WORDS, seen=first.version)
    assert again.asked[0]["due_on"] == day.isoformat()


def test_the_slower_of_two_writers_is_told(scene: OutcomeScene) -> None:
    scene.draft()
    with pytest.raises(Stale):
        scene.draft(OutcomeWords(strength_1="Mine"))
    with pytest.raises(Stale):
        scene.send_it(7)


def test_only_the_boards_administrators_write_and_never_for_their_own(scene: OutcomeScene) -> None:
    world = scene.world
    for role in (Role.BOARD_VIEWER, Role.MODERATOR, Role.PANEL_MEMBER):
        with pytest.raises(NotVisible):
            scene.draft(actor=world.actor(world.person(role, board=scene.board)))
    other = world.board("othershire", "Othershire Partnership")
    with pytest.raises(NotVisible):
        scene.draft(actor=world.actor(world.person(Role.BOARD_ADMINISTRATOR, board=other)))
    with pytest.raises(NotVisible):
        scene.draft(actor=scene.lead)
    both = world.person(Role.BOARD_ADMINISTRATOR, board=scene.board)
    world.give(both, Role.CONTRIBUTOR, organisation=scene.organisation)
    with pytest.raises(NotAllowed, match="belong to this organisation"):
        scene.draft(actor=world.actor(both))


def test_a_return_that_comes_again_has_an_outcome_of_its_own(scene: OutcomeScene, app: Flask) -> None:
    scene.draft()
    scene.send_it()
    scene.reopen()
    with pytest.raises(RuleBroken, match="has been reopened"):
        scene.draft()
    lead = PageClient(app).sign_in(scene.lead_person.id)
    assert "Read the earlier outcome" in lead.get(f"/returns/{scene.reference}").text_words
    assert "has been reopened since" in lead.get(f"/returns/{scene.reference}/outcome").text_words
    scene.hand_in()
    page = lead.get(f"/returns/{scene.reference}").text_words
    assert "You will have the board’s written outcome by 13 November 2026" in page
    assert "Read the earlier outcome" in page
    scene.draft(OutcomeWords("New one.", "New two.", "New steps."))
    scene.send_it()
    latest = lead.get(f"/returns/{scene.reference}/outcome")
    assert "New one." in latest.text_words
    assert "Outcome of copy 1" in latest.text_words
    earlier = lead.get(f"/returns/{scene.reference}/outcomes/1")
    assert "Supervision is regular." in earlier.text_words
    assert "New one." not in earlier.text_words
    lead.get(f"/returns/{scene.reference}/outcomes/3", 404)


def test_the_board_writes_checks_and_sends(scene: OutcomeScene, app: Flask) -> None:
    scene.moderate(moved={"1.1": "amber"})
    board = PageClient(app).sign_in(scene.admin_person.id)
    listing = board.get(f"/rounds/{scene.round.code}/outcomes")
    assert "0 of 1 (0.0 %) return has its outcome" in listing.text_words
    assert "60 days left" in listing.text_words
    write = f"/returns/{scene.reference}/outcome/write"
    page = board.get(write)
    assert page.values()["strength_1"] == "A good example in 1.1."
    assert page.values()["next_steps"] == "Improve 2.1."
    assert "Ask for an action on 2.1 by 14 March 2027" in page.text_words
    # 1.1 was moved below the minimum, so it may be asked about as well.
    assert "Ask for an action on 1.1" in page.text_words
    bad = board.submit(page, {"ask": "2.1", "what-2.1": "", "next_steps": "Kept."}, 422)
    assert bad.errors() == ["Say what the organisation shall do about 2.1"]
    assert bad.values()["next_steps"] == "Kept."
    assert bad.values()["ask"] == "2.1"
    checked = board.submit(page, {"strength_2": "NHS number 943 476 5919", "ask": "2.1", "action": "preview"})
    assert checked.heading == "Check the outcome, then send it"
    assert "looks like an NHS number" in checked.text_words
    late = board.submit(page, {"strength_2": "Mine", "action": "save"}, 409)
    assert "Somebody else saved this while you had it open" in late.text_words
    assert late.values()["strength_2"] == "Mine"
    board.submit(late, {"action": "save"})
    sent = board.submit(board.get(f"/returns/{scene.reference}/outcome/preview"))
    assert "The outcome is sent." in sent.text_words
    assert sent.heading.startswith("Written outcome")
    again = board.submit(checked, {})
    assert "stays as it is" in again.text_words
    assert "1 of 1 (100.0 %)" in board.get(f"/rounds/{scene.round.code}/outcomes").text_words
    overdue = board.get(f"/rounds/{scene.round.code}/outcomes?state=overdue")
    assert "No return fits this filter." in overdue.text_words


def test_the_organisation_knows_by_when_then_reads_and_takes_it_away(
    scene: OutcomeScene, app: Flask, clock: SteppingClock
) -> None:
    viewer = PageClient(app).sign_in(scene.viewer_person.id)
    stranger = PageClient(app).sign_in(scene.stranger_person.id)
    page = f"/returns/{scene.reference}/outcome"
    told = "You will have the board’s written outcome by 13 November 2026"
    assert told in viewer.get(f"/returns/{scene.reference}").text_words
    assert told in viewer.get(f"/returns/{scene.reference}/submitted").text_words
    assert "its written outcome by 13 November 2026" in viewer.get(page).text_words
    viewer.get(f"{page}s/1", 404)
    scene.draft()
    assert "Supervision is regular" not in viewer.get(page).text_words, "a draft is the board's"
    viewer.get(f"{page}/preview", 403)
    scene.send_it()
    assert "Supervision is regular" in viewer.get(page).text_words
    assert "Read the outcome" in viewer.get(f"/returns/{scene.reference}").text_words
    for path in (page, f"{page}s/1", f"{page}s/1/word"):
        stranger.get(path, 404)
    answer = viewer.raw.get(f"{page}s/1/word")
    document = Document(BytesIO(answer.data))
    words = [p.text for p in document.paragraphs]
    assert "Supervision is regular." in words
    assert "Follow up training." in words
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert "Red" in cells
    assert "Write a policy on whistleblowing." in cells
    assert document.core_properties.language == "en-GB"


def test_what_was_sent_never_changes_with_the_world(scene: OutcomeScene, app: Flask) -> None:
    scene.draft()
    scene.send_it()
    scene.moderate(moved={"1.1": "red"})
    viewer = PageClient(app).sign_in(scene.viewer_person.id)
    assert "was not moderated" in viewer.get(f"/returns/{scene.reference}/outcome").text_words


def test_the_clock_shows_on_the_boards_home_when_it_runs_out(
    scene: OutcomeScene, app: Flask, clock: SteppingClock
) -> None:
    board = PageClient(app).sign_in(scene.admin_person.id)
    assert "Write outcomes" not in board.get("/").text_words
    clock.now += timedelta(days=61)
    board = PageClient(app).sign_in(scene.admin_person.id)
    home = board.get("/").text_words
    assert "1 return has no written outcome yet, 1 overdue." in home
    listing = board.get(f"/rounds/{scene.round.code}/outcomes?state=overdue").text_words
    assert "1 of 1 (100.0 %)" in listing
    assert "1 day late" in listing


def test_no_page_asks_more_of_the_database_for_more_returns(
    scene: OutcomeScene, app: Flask, engine: Engine
) -> None:
    board = PageClient(app).sign_in(scene.admin_person.id)
    scene.moderate()
    app_engine = app.extensions["audit.unit_of_work"].engine

    def asked() -> tuple[int, int]:
        with count_queries(app_engine) as listing:
            board.get(f"/rounds/{scene.round.code}/outcomes?sort=moderation")
        with count_queries(app_engine) as home:
            board.get("/")
        return listing.count, home.count

    asked()
    few = asked()
    for _ in range(6):
        row = scene.world.asked(scene.round, scene.world.organisation(scene.board))
        with scene.world.session() as session:
            found = session.get(type(row), row.id)
            assert found is not None
            found.state, found.submitted_at = "submitted", scene.world.clock()
            session.add(
                Submission(
                    return_id=row.id, number=1, reference=f"{row.reference}-1", content={}, fingerprint="0" * 64,
                    submitted_at=scene.world.clock(), submitted_by="Somebody",
                )
            )  # fmt: skip
            session.add(
                Outcome(
                    return_id=row.id, submission_number=1, asked=[], content=None,
                    updated_at=scene.world.clock(), updated_by_name="Kit",
                )
            )  # fmt: skip
    assert asked() == few
