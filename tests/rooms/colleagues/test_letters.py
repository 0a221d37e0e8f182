"""Letters among colleagues: at once when urgent, else one a day; never of a board."""

from datetime import UTC, date, datetime, timedelta

from audit.rooms.colleagues import operations
from tests.conftest import SteppingClock
from tests.rooms.colleagues.together import Together
from tests.support.operator import run

AFTER_FOUR = datetime(2026, 9, 14, 15, 5, tzinfo=UTC)


def test_an_urgent_assignment_is_told_at_once_and_not_again(together: Together, clock: SteppingClock) -> None:
    together.give(together.contributor_person, note="Soon please", urgent=True)
    [letter] = together.letters("assigned")
    assert letter.to_email == together.contributor_person.email
    assert letter.board_id is None
    assert "Soon please" in letter.body
    assert f"https://audit.example/returns/{together.reference}/questions/1.1" in letter.body
    clock.now = AFTER_FOUR
    assert together.gather() == 0


def test_others_are_gathered_at_four_into_one(together: Together, clock: SteppingClock) -> None:
    together.give(together.contributor_person, "1.1")
    together.give(together.contributor_person, standard="2")
    together.say("Do you know?", "1.2", by=together.colleague, mentions=[together.contributor_person.id])
    assert together.gather() == 0
    clock.now = AFTER_FOUR
    assert together.gather() == 1
    assert together.gather() == 0
    [letter] = together.letters("from-colleagues")
    assert letter.board_id is None
    for words in (
        "- 1.1 Question 1.1",
        "- Standard 2. Standard number 2",
        "- 1.2 Question 1.2",
        "/my-questions",
    ):
        assert words in letter.body
    assert "Do you know?" not in letter.body


def test_what_comes_after_four_waits_for_the_next_day(together: Together, clock: SteppingClock) -> None:
    together.give(together.contributor_person, "1.1")
    clock.now = AFTER_FOUR
    assert together.gather() == 1
    together.give(together.contributor_person, "1.2")
    clock.now = AFTER_FOUR + timedelta(hours=20)
    assert together.gather() == 0
    clock.now = AFTER_FOUR + timedelta(hours=24)
    assert together.gather() == 1
    assert "1.1 Question" not in together.letters("from-colleagues")[1].body


def test_another_date_is_told_with_the_next_letter(together: Together, clock: SteppingClock) -> None:
    given = together.give(together.contributor_person, "1.1")
    clock.now = AFTER_FOUR
    assert together.gather() == 1
    given = together.give(together.contributor_person, "1.1", due_on=date(2026, 9, 20), seen=given.version)
    clock.now += timedelta(days=1)
    assert together.gather() == 1
    assert "20 September 2026" in together.letters("from-colleagues")[1].body
    clock.now += timedelta(days=1)
    assert together.gather() == 0


def test_nobody_is_told_of_what_has_gone(together: Together, clock: SteppingClock) -> None:
    given = together.give(together.contributor_person, "1.1")
    with together.world.session() as session:
        operations.take_back(session, together.colleague, clock, given.id)
    remark = together.say("Done?", by=together.colleague, mentions=[together.contributor_person.id])
    with together.world.session() as session:
        operations.resolve_discussion(session, together.colleague, clock, remark)
    together.give(together.colleague_person, "1.2", by=together.colleague)
    clock.now = AFTER_FOUR
    assert together.gather() == 0
    together.give(together.contributor_person, "2.1")
    together.end_roles(together.contributor_person)
    clock.now += timedelta(days=1)
    assert together.gather() == 0


def test_the_job_that_posts_letters_gathers_them_first(
    together: Together, clock: SteppingClock, operator: None
) -> None:
    clock.now -= timedelta(days=400)
    together.give(together.contributor_person)
    done = run("letters", "post")
    assert done.exit_code == 0, done.output
    assert "1 posted" in done.output
    assert together.letters("from-colleagues")[0].state == "posted"


def test_an_urgent_mention_is_told_at_once_without_its_words(together: Together) -> None:
    together.say("A secret thought", mentions=[together.colleague_person.id], urgent=True)
    [letter] = together.letters("mentioned")
    assert letter.to_email == together.colleague_person.email
    assert "A secret thought" not in letter.body
    assert letter.board_id is None
