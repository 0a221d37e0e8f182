"""How returns from paper are marked."""

from datetime import date

from audit.domain.on_paper import VIA, VIA_UNDONE, paper_of_copy, say_how, say_paper, say_signature_on_paper


def test_the_mark_names_the_day_and_who_finished_it() -> None:
    day = date(2026, 9, 4)
    assert say_paper(day) == "Entered by the board from a paper return received on 4 September 2026"
    assert say_paper(day, finished_by_organisation=True).endswith(
        "received on 4 September 2026, and finished by the organisation"
    )


def test_a_copy_is_marked_from_its_content_alone() -> None:
    entered = {"received_on": "2026-09-04", "finished_by_organisation": False}
    assert paper_of_copy({"on_behalf": entered}) == say_paper(date(2026, 9, 4))
    taken_over = paper_of_copy({"on_behalf": entered | {"finished_by_organisation": True}})
    assert taken_over.startswith("Begun by the board")
    assert paper_of_copy({}) == ""


def test_a_signature_says_that_it_stands_on_paper() -> None:
    signature = {"on_paper_on": "2026-09-03", "entered_by": "Kit Board"}
    assert say_signature_on_paper(signature) == "signed on paper on 3 September 2026, entered by Kit Board"
    assert say_signature_on_paper({"name": "Ash Head"}) == ""


def test_the_history_says_how_a_change_came() -> None:
    assert say_how(VIA, "Kit Board") == "entered by Kit Board on the organisation’s behalf"
    assert say_how(VIA_UNDONE, "Kit Board") == "what the board had entered was taken out again"
    assert say_how("typed", "Sam") == ""
    assert say_how("offline", "Sam") == "offline"
