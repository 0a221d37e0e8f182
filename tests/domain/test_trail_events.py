"""The trail's vocabulary."""

import re

import pytest

from audit.domain.trail_events import EVENTS, check_event

EXPECTED = """
    round.created round.changed round.opened round.closed round.reopened round.extended
    return.extended return.started return.sent-for-sign-off return.recalled return.returned-to-lead return.approved
    return.submitted return.reopened edition.published person.invited signin.succeeded signin.failed signed-in.ended
    password.set second-factor.set evidence.added evidence.withdrawn evidence.cited evidence.citation-removed
    evidence.opened organisation.added organisation.changed role.given role.ended board.added board.changed
    register.imported workbook.exported
"""


def test_every_step_of_the_work_has_its_event() -> None:
    assert set(EXPECTED.split()) <= set(EVENTS)


def test_names_are_a_thing_and_what_happened_to_it_and_fit_their_column() -> None:
    for name in EVENTS:
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*", name), name
        assert len(name) <= 80


def test_no_event_asks_for_a_secret() -> None:
    asked = set().union(*EVENTS.values())
    assert not asked & {"password", "token", "secret", "code", "otp_secret", "email", "narrative"}


@pytest.mark.parametrize("name", EVENTS)
def test_an_event_with_its_facts_passes_and_without_one_is_refused(name: str) -> None:
    facts = dict.fromkeys(EVENTS[name], "something")
    check_event(name, facts | {"more": 1})
    for fact in facts:
        with pytest.raises(ValueError, match=f"must say {fact}"):
            check_event(name, facts.keys() - {fact})


def test_an_unknown_event_is_refused_with_the_way_to_mend_it() -> None:
    with pytest.raises(ValueError, match="add it to EVENTS"):
        check_event("round.exploded")
