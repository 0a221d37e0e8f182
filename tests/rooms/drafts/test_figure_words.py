"""Checks, rates and totals in the cells of a question set's workbook."""

from typing import Any

import pytest

from audit.domain.errors import RuleBroken
from audit.domain.permissions import Role
from audit.rooms.drafts.exports.figure_words import (
    read_checks,
    read_rates,
    read_totals,
    say_checks,
    say_rates,
    say_totals,
)
from audit.rooms.drafts.exports.words import NotUnderstood
from audit.rooms.drafts.forms.figures import figure_fields
from audit.rooms.drafts.operations import start_draft
from audit.rooms.drafts.queries import draft_to_read, whole_draft
from tests.support.number_sets import number_set
from tests.support.pages import PageClient
from tests.support.world import World


def test_what_is_said_is_read_again() -> None:
    data = number_set()
    for key, say, read in (
        ("checks", say_checks, read_checks), ("rates", say_rates, read_rates), ("totals", say_totals, read_totals),
    ):  # fmt: skip
        assert read(say(data[key], {}, None), {}, None) == data[key]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("C1 | 1.1 <= 1.2", "is not a whole check"),
        ("C1 | 1.1 <= 1.2 | Too many. | often", "Only the word must"),
    ],
)
def test_what_cannot_be_read_says_how_to_write_it(text: str, why: str) -> None:
    with pytest.raises(NotUnderstood, match=why):
        read_checks(text, {}, None)  # type: ignore[arg-type]


def test_the_form_of_a_draft_keeps_them_too() -> None:
    data, kept = number_set(), {}
    for field in figure_fields():
        field.write(kept, (*field.read(data), "\t\t\t"))
    assert kept == {key: data[key] for key in ("checks", "rates", "totals")}
    checks = figure_fields()[0]
    for row, why in (("C1\t\tx", "What must be so"), ("C1\t1.1 <= 1.2\tx\toften", "the word must")):
        with pytest.raises(RuleBroken, match=why):
            checks.write({}, (row,))
    checks.write(kept, ())
    assert "checks" not in kept


def test_saving_the_settings_of_a_draft_loses_no_check(app: Any, world: World) -> None:
    board = world.board()
    person = world.person(Role.BOARD_ADMINISTRATOR, board=board)
    with world.session() as session:
        row = start_draft(session, world.actor(person), world.clock, board.id, number_set())
    client, here = PageClient(app).sign_in(person.id), f"/boards/{board.code}/drafts/{row.id}/settings"
    form = client.get(here).values()
    assert form["checks-that"][:2] == ["1.2 <= 1.1", "1.3 <= 1.2"]
    client.post(here, {**form, "title": "Changed", "rates-title": ["Trained people", "", ""]})
    with world.session() as session:
        kept = whole_draft(session, draft_to_read(session, world.actor(person), row.id)).content
    data = number_set()
    assert kept["title"] == "Changed"
    assert (kept["checks"], kept["totals"]) == (data["checks"], data["totals"])
    assert kept["rates"] == [{**data["rates"][0], "title": "Trained people"}]
