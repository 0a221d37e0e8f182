"""The board: making, changing, opening and closing a case audit, giving cases to moderators, and the results."""

from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine, select

from audit.domain.errors import RuleBroken, Stale
from audit.domain.permissions import Role
from audit.rooms.case_audits.models import CaseAudit
from audit.rooms.case_audits.operations import making, moderating
from audit.rooms.organisations.operations.links import link_organisations
from audit.rooms.outbox.models import Letter
from audit.rooms.trail.models import TrailEntry
from tests.support.case_audits import PUBLIC_URL, Cases, case_set
from tests.support.pages import Page
from tests.support.queries import count_queries

BOARD = "/boards/testshire/case-audits"


def letters(scene: Cases, kind: str) -> list[Letter]:
    with scene.world.unit_of_work.read() as session:
        return list(session.scalars(select(Letter).where(Letter.kind == kind).order_by(Letter.id)))


def now(scene: Cases) -> CaseAudit:
    with scene.world.unit_of_work.read() as session:
        return session.get_one(CaseAudit, scene.audit.id)


def test_an_administrator_makes_changes_opens_and_closes_one(scene: Cases, as_: Any) -> None:
    admin = as_(scene.admin_person)
    assert scene.audit.title in admin.get(BOARD).text_words
    page = admin.submit(
        admin.get(f"{BOARD}/new"), {"title": "", "cases_each": "70", "organisations": []}, 422
    )
    assert len(page.errors()) >= 4
    typed = {
        "title": "Neglect: case audit",
        "theme": "Neglect",
        "edition_id": str(scene.edition.id),
        "cases_each": "70",
        "categories": "Under 5\nunder 5\nDisabled child",
        "due_on-day": "30", "due_on-month": "10", "due_on-year": "2026",
        "organisations": [str(scene.bodies[0].id)],
    }  # fmt: skip
    page = admin.submit(admin.get(f"{BOARD}/new"), typed, 422)
    assert page.errors() == ["Enter how many cases each organisation looks at, from 1 to 50"]
    page = admin.submit(page, {"cases_each": "6"})
    assert "This is a draft with 1 organisation" in page.text_words
    assert page.path == "/case-audits/neglect-case-audit-2"  # the scene's own draft has the first code
    assert "Under 5, Disabled child" in page.text_words
    page = admin.submit(page)  # open
    assert "is open. 1 lead has a letter." in page.text_words
    (letter,) = letters(scene, "case-audit-asked")
    assert "6 cases" in letter.body
    assert f"{PUBLIC_URL}/our-cases/" not in letter.body, "the address is that of the settings"
    plan = admin.get("/case-audits/neglect-case-audit-2/plan")
    assert "stay as they are" in plan.text_words
    assert not plan.find("input", attrs={"name": "cases_each"})
    assert "Saved." in admin.submit(plan, {"title": "Neglect, autumn"}).text_words
    page = admin.get("/case-audits/neglect-case-audit-2/close")
    assert "Alpha council" in page.text_words
    assert "is closed. 1 lead has a letter." in admin.submit(page).text_words
    assert len(letters(scene, "case-audit-results")) == 1
    again = admin.get("/boards/testshire/case-audits/new?repeats=neglect-case-audit-2")
    assert again.values()["repeats"] == "neglect-case-audit-2"
    assert again.values()["organisations"] == str(scene.bodies[0].id)
    assert again.values()["title"] == ""


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"edition_id": 999_999}, "edition_id"),
        ({"theme": " "}, "theme"),
        ({"about": "x" * 5_001}, "about"),
        ({"repeats_code": "nobody-knows"}, "repeats"),
        ({"moderation_by": None, "due_on": None}, "due_on"),
        ({"categories": "\n".join(f"Theme {n}" for n in range(21))}, "categories"),
        ({"categories": "Jamie, aged 7"}, "categories"),
        ({"categories": "x" * 101}, "categories"),
    ],
)
def test_what_a_plan_may_not_be(scene: Cases, change: dict[str, Any], field: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        scene.make(**change)
    assert refused.value.field == field


def test_only_a_set_for_case_audits_will_do_and_the_dates_stand_in_order(scene: Cases) -> None:
    other = scene.world.edition()
    with pytest.raises(RuleBroken, match="for case audits"):
        scene.make(edition_id=other.id)
    with pytest.raises(RuleBroken, match="before the cases are due"):
        scene.make(moderation_by=scene.plan().due_on.replace(day=1))  # type: ignore[union-attr]


def test_two_administrators_never_overwrite_each_other(scene: Cases, as_: Any) -> None:
    first, second = as_(scene.admin_person), as_(scene.admin_person)
    path = f"/case-audits/{scene.audit.code}/plan"
    mine, theirs = first.get(path), second.get(path)
    second.submit(theirs, {"title": "Theirs"})
    page = first.submit(mine, {"title": "Mine"}, 409)
    assert "Nothing was overwritten" in page.errors()[0]
    assert page.values()["title"] == "Mine"
    assert now(scene).title == "Theirs"
    first.submit(page)
    assert now(scene).title == "Mine"
    with pytest.raises(Stale), scene.world.session() as session:
        making.change_audit(
            session, scene.admin, scene.world.clock, scene.audit.code, scene.plan(), seen_version=1
        )


def test_it_cannot_be_opened_without_anybody_or_after_its_day(scene: Cases) -> None:
    empty = scene.make([])
    with pytest.raises(RuleBroken, match="at least one organisation"):
        scene.open(empty)
    late = scene.make(due_on=scene.plan().due_on.replace(year=2020), moderation_by=None)  # type: ignore[union-attr]
    with pytest.raises(RuleBroken, match="has passed"):
        scene.open(late)
    with pytest.raises(RuleBroken, match="not been opened"):
        scene.close()
    scene.open().close().open()
    assert len(letters(scene, "case-audit-asked")) == 3, "whoever was asked before is not asked again"


def test_nobody_near_is_given_the_cases(scene: Cases, as_: Any) -> None:
    """Neither somebody of the organisation nor of one that the board has linked with it."""
    scene.open()
    near = scene.world.person(Role.MODERATOR, board=scene.board, name="Nia Example")
    scene.world.give(near, Role.CONTRIBUTOR, organisation=scene.bodies[0])
    with scene.world.session() as session:
        link_organisations(
            session, scene.admin, scene.world.clock, scene.board.id,
            scene.bodies[0].id, scene.bodies[1].id, "a shared service",
        )  # fmt: skip
    admin = as_(scene.admin_person)
    path = f"/case-audits/{scene.audit.code}/moderators"
    page = admin.get(path)
    offered = {
        select_["name"]: [option["value"] for option in select_.find_all("option")]
        for select_ in page.find_all("select")
    }
    first, second, third = (f"moderator-{scene.sample(n).id}" for n in range(3))
    mo = str(scene.moderator_person.id)
    assert offered[first] == ["0", mo]
    assert offered[second] == ["0", mo]
    assert offered[third] == ["0", mo, str(near.id)]
    assert "Not Nia Example" in page.text_words
    page = admin.submit(page, {second: str(near.id)}, 422)
    assert "Nia Example cannot moderate Beta health" in page.errors()[0]
    page = admin.submit(admin.get(path), {first: mo, third: str(near.id)})
    assert "2 letters were written" in page.text_words
    assert {each.to_name for each in letters(scene, "case-audit-to-moderate")} == {
        "Mo Example",
        "Nia Example",
    }
    assert scene.sample(0).moderator_name == "Mo Example"
    admin.submit(admin.get(path))
    assert len(letters(scene, "case-audit-to-moderate")) == 2, "nothing changed, so nobody is written to"


def test_results_count_first_and_say_what_stands(scene: Cases, as_: Any, engine: Engine) -> None:
    scene.open().give(0, 1)
    scene.send(0, ["green", "amber"])
    scene.moderate(0, {"1.1": "green"})  # 1.1: green green; 1.2: amber amber
    scene.send(1, ["red"])
    admin = as_(scene.admin_person)
    page = admin.get(f"/case-audits/{scene.audit.code}/results")
    assert "3 cases of 2 organisations count" in page.text_words
    assert "Not sent: Gamma police" in page.text_words
    assert row_of(page, "1.1", "Auditor")[1] == "1 of 3 (33.3 %)"
    assert row_of(page, "1.1", "Moderator")[1] == "2 of 2 (100.0 %)"
    assert row_of(page, "1.1", "What stands")[1] == "2 of 3 (66.7 %)"
    assert row_of(page, "1.2", "What stands")[1] == "0 of 3 (0.0 %)"
    assert "The moderator graded otherwise in 1 of 2 (50.0 %)" in page.text_words
    assert "Yes: 3 of 3 (100.0 %)" in page.text_words
    assert "Fewer than 5, or held back" in page.text_words
    viewer = as_(scene.world.person(Role.BOARD_VIEWER, board=scene.board))
    viewer.get(f"/case-audits/{scene.audit.code}/results")
    summary = viewer.get(f"/case-audits/{scene.audit.code}/summary")
    assert "2 of 6 (33.3 %) of the graded answers are at or above the minimum" in summary.text_words
    for address in ("results", "summary", "moderators"):
        with count_queries(engine) as few:
            admin.get(f"/case-audits/{scene.audit.code}/{address}")
        if address == "results":
            scene.send(2, ["green", "amber", "red"][: scene.cases_each])
            with count_queries(engine) as more:
                admin.get(f"/case-audits/{scene.audit.code}/{address}")
            assert few.count == more.count, str(more)
        assert few.count < 20, str(few)


def test_the_workbook_says_the_same_and_tells_nobodys_words(scene: Cases, as_: Any) -> None:
    scene.open().give(0)
    scene.send(0, ["green", "amber"])
    scene.moderate(0)
    answer = as_(scene.admin_person).post(f"/case-audits/{scene.audit.code}/workbook").response
    book = load_workbook(BytesIO(answer.get_data()))
    assert book.sheetnames == ["About", "By question", "By organisation", "By theme", "Cases"]
    by_question = [[cell.value for cell in row] for row in book["By question"].iter_rows(min_row=2)]
    stands = next(row for row in by_question if row[0] == "1.1" and row[2] == "What stands")
    assert stands[3:6] == [0, 2, 0], "red, amber, green"
    assert stands[7:9] == [0, 2]
    cases = [[cell.value for cell in row] for row in book["Cases"].iter_rows(min_row=2)]
    assert cases[0] == [
        "Alpha council", 1, "Under 5", "1.1", "Question 1.1: is this in place?", "Green", "Amber", None, "Amber",
    ]  # fmt: skip
    everything = str([[cell.value for cell in row] for sheet in book for row in sheet.iter_rows()])
    assert "The record shows" not in everything
    with scene.world.unit_of_work.read() as session:
        events = set(session.scalars(select(TrailEntry.event)))
    assert {"case-audit.exported", "case-audit.sent", "case-audit.moderated"} <= events


def test_before_and_after_side_by_side(scene: Cases, as_: Any) -> None:
    """Those in both audits count, unless all are asked for; a question goes with what it continues."""
    scene.open()
    scene.send(0, ["amber", "green"])
    scene.send(1, ["red"])
    scene.close()
    newer = case_set(edition="2027.1")
    newer["standards"][0]["questions"][1] = {
        "code": "1.3", "kind": "graded", "text": "Asked in other words?", "continues": "cases/2026.1#1.2",
    }  # fmt: skip
    newer["standards"][1]["questions"].append({"code": "2.4", "kind": "yes-no", "text": "Is this new?"})
    scene.edition = scene.world.edition(newer)
    later = scene.make(title="Neglect, again", repeats_code=scene.audit.code)
    scene.open(later)
    said = {"1.1": "green", "1.3": "green", "2.1": "yes", "2.4": "no"}
    _fill_in(scene, later, said)
    page = as_(scene.admin_person).get(f"/case-audits/{later.code}/results")
    beside = {row[0][:3]: row[1:] for row in rows(page, "Before and after")}
    assert beside["1.1"] == ["1 of 2 (50.0 %)", "1 of 1 (100.0 %)", "Up 50.0 points"]
    assert beside["1.3"] == ["1 of 2 (50.0 %)", "1 of 1 (100.0 %)", "Up 50.0 points"]
    assert beside["2.1"] == ["Yes: 2 of 2 (100.0 %)", "Yes: 1 of 1 (100.0 %)", "The same"]
    assert "Only the 1 organisation in both audits counts" in page.text_words
    assert "New in this audit: 2.4" in page.text_words
    everybody = as_(scene.admin_person).get(f"/case-audits/{later.code}/results?who=all")
    assert rows(everybody, "Before and after")[0][1] == "1 of 3 (33.3 %)"
    summary = as_(scene.admin_person).get(f"/case-audits/{later.code}/summary")
    assert rows(summary, "Before and after")[0][1:] == beside["1.1"]
    book = as_(scene.admin_person).post(f"/case-audits/{later.code}/workbook").response.get_data()
    sheet = load_workbook(BytesIO(book))["Before and after"]
    assert [cell.value for cell in sheet[2]][2:] == [1, 2, 0.5, 1, 1, 1, "Up 50.0 points"]


def test_another_scale_is_compared_only_when_the_board_has_declared_it(scene: Cases, as_: Any) -> None:
    scene.open()
    scene.send(0, ["green"])
    scene.close()
    newer = case_set(edition="2027.1")
    newer["scale"] = {**newer["scale"], "scale": "other", "title": "Another"}
    scene.edition = scene.world.edition(newer)
    later = scene.make(title="On another scale", repeats_code=scene.audit.code)
    scene.open(later)
    _fill_in(scene, later, {"1.1": "green", "1.2": "green", "2.1": "yes"})
    page = as_(scene.admin_person).get(f"/case-audits/{later.code}/results")
    assert "no grades are compared here" in page.text_words
    assert [row[0][:3] for row in rows(page, "Before and after")] == ["2.1"]


def _fill_in(scene: Cases, audit: CaseAudit, said: dict[str, str]) -> None:
    """One case of the first organisation, answered so and sent."""
    from audit.domain.answers import AnswerContent
    from audit.rooms.case_audits.operations import auditing

    case = scene.add(0, audit=audit)
    with scene.world.session() as session:
        for code, word in said.items():
            content = AnswerContent(grade=word) if word == "green" else AnswerContent(value=word)
            auditing.save_answer(
                session, scene.leads[0], scene.world.clock, case.id, code, content, seen_version=0
            )
        auditing.finish_case(session, scene.leads[0], scene.world.clock, case.id)
        auditing.send_sample(
            session, scene.leads[0], scene.world.clock, scene.sample(0, audit).id, fewer=True
        )


def rows(page: Page, name: str) -> list[list[str]]:
    """The body rows of the table in the region of this name, as words."""
    region = page.find(attrs={"aria-label": name})
    assert region is not None, f"no {name}"
    return [
        [" ".join(cell.get_text(" ").split()) for cell in row.find_all(["th", "td"])]
        for row in region.select("tbody tr")
    ]


def row_of(page: Page, code: str, whose: str) -> list[str]:
    """The cells of one row of the results by question."""
    region = page.find(attrs={"aria-label": "By question"})
    assert region is not None
    for body in region.find_all("tbody"):
        if " ".join(body.get_text(" ").split()).startswith(code):
            for row in body.find_all("tr"):
                cells = [" ".join(cell.get_text(" ").split()) for cell in row.find_all(["th", "td"])]
                if whose in cells:
                    return cells
    raise AssertionError(f"no row for {code}, {whose}")


def test_a_moderator_keeps_what_is_finished(scene: Cases) -> None:
    scene.open().give(0)
    scene.send(0)
    scene.moderate(0)
    with pytest.raises(RuleBroken, match="moderated already"), scene.world.session() as session:
        moderating.give_samples(
            session, scene.admin, scene.world.clock, scene.audit.code, {scene.sample(0).id: 0}, public_url=""
        )
