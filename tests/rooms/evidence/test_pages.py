"""The library's pages: adding several files, details, withdrawing and undoing, downloads, and what others get."""

import io
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, select

from audit.app import create_app
from audit.domain.permissions import Role
from audit.rooms.accounts.models import Person
from audit.rooms.evidence.models import Evidence, EvidenceOpened
from audit.rooms.organisations.models import Organisation
from audit.settings import Settings
from tests.support.evidence import add_item, pdf
from tests.support.files import EXE
from tests.support.pages import Page, PageClient
from tests.support.queries import count_queries
from tests.support.world import World


@pytest.fixture
def organisation(world: World) -> Organisation:
    return world.organisation(world.board(), "Our council")


@pytest.fixture
def lead(world: World, organisation: Organisation) -> Person:
    return world.person(Role.LEAD, organisation=organisation)


@pytest.fixture
def page(visitor: PageClient, lead: Person) -> PageClient:
    return visitor.sign_in(lead.id)


def files(*sent: tuple[str, bytes]) -> dict[str, Any]:
    return {"files": [(io.BytesIO(content), name) for name, content in sent]}


def address(organisation: Organisation) -> str:
    return f"/organisations/{organisation.id}/evidence"


def rows(world: World) -> list[Evidence]:
    with world.session() as session:
        return list(session.scalars(select(Evidence).order_by(Evidence.id)))


def names(page: Page) -> list[str]:
    return [" ".join(tag.get_text(" ").split()) for tag in page.select(".app-evidence__name")]


def test_an_empty_library_says_what_will_be_here(page: PageClient, organisation: Organisation) -> None:
    shown = page.get(address(organisation))
    assert shown.heading == "Evidence"
    assert "will be here" in shown.text_words
    assert "No names or details of children, in the file or its name." in shown.text_words
    assert "files are not checked for viruses" in shown.text_words
    assert "Up to 10 files at a time, each up to 20 MB: PDF, Word," in shown.text_words


def test_several_files_at_once(page: PageClient, organisation: Organisation) -> None:
    shown = page.post(f"{address(organisation)}/files", files(("a.pdf", pdf("a")), ("b.pdf", pdf("b"))))
    assert names(shown) == ["b.pdf", "a.pdf"]
    assert "a.pdf added. b.pdf added." in shown.text_words


def test_good_files_are_added_beside_a_refused_one(
    page: PageClient, organisation: Organisation, world: World
) -> None:
    shown = page.post(f"{address(organisation)}/files", files(("a.pdf", pdf()), ("budget.xlsx", EXE)))
    assert shown.errors() == [
        "budget.xlsx is not an Excel workbook inside. Save it again from Excel and attach it."
    ]
    assert "a.pdf added." in shown.text_words
    assert [row.file_name for row in rows(world)] == ["a.pdf"]


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ([("a.pdf", b"")], "a.pdf is empty."),
        ([("setup.exe", EXE)], "setup.exe cannot be attached."),
        ([], "Choose a file to add"),
        ([("../../a.exe", EXE)], "a.exe cannot be attached."),
    ],
)
def test_when_nothing_can_be_kept_nothing_changes(
    page: PageClient, organisation: Organisation, world: World, sent: list[tuple[str, bytes]], sentence: str
) -> None:
    shown = page.post(f"{address(organisation)}/files", files(*sent), 422)
    assert shown.errors()[0].startswith(sentence)
    assert rows(world) == []


def test_too_many_files_are_refused_together(
    page: PageClient, organisation: Organisation, world: World
) -> None:
    sent = files(*((f"{number}.pdf", pdf(str(number))) for number in range(11)))
    shown = page.post(f"{address(organisation)}/files", sent, 422)
    assert shown.errors() == ["You chose 11 files. Attach at most 10 at a time, then attach the others."]
    assert rows(world) == []


def test_more_than_the_whole_request_may_hold_is_a_page_not_a_crash(
    settings: Settings, world: World, lead: Person, organisation: Organisation
) -> None:
    app = create_app(replace(settings, evidence_max_bytes=1000, evidence_max_files=1), clock=world.clock)
    client = PageClient(app).sign_in(lead.id)
    shown = client.post(f"{address(organisation)}/files", files(("a.pdf", pdf() + bytes(3_000_000))), 413)
    assert "too large" in shown.heading
    shown = client.post(f"{address(organisation)}/files", files(("a.pdf", pdf() + bytes(2000))), 422)
    assert shown.errors()[0].startswith("a.pdf is larger than 1000 bytes")
    app.extensions["audit.unit_of_work"].engine.dispose()


def test_a_script_sends_one_file_and_gets_the_list(page: PageClient, organisation: Organisation) -> None:
    headers = {"X-Requested-With": "fetch"}
    answer = page.post(
        f"{address(organisation)}/files", files(("a.pdf", pdf())), headers=headers
    ).response.json
    assert answer["said"] == ["a.pdf added."]
    assert answer["refused"] == []
    assert "app-evidence__item" in answer["list"]
    answer = page.post(
        f"{address(organisation)}/files", files(("a.exe", EXE)), 422, headers=headers
    ).response.json
    assert answer["refused"][0].startswith("a.exe cannot be attached.")


def test_withdraw_undo_and_the_list_of_withdrawn(
    page: PageClient, organisation: Organisation, world: World, settings: Settings
) -> None:
    item = add_item(world, settings, organisation)
    shown = page.post(f"/evidence/{item.id}/withdraw")
    assert names(shown) == []
    assert "Withdrawn from the library. Answers that cite it keep it." in shown.text_words
    assert names(page.get(f"{address(organisation)}?show=withdrawn")) == ["policy.pdf Withdrawn"]
    undo = shown.select_one(".app-undo form")
    assert undo is not None
    assert names(page.post(str(undo["action"]))) == ["policy.pdf"]


def test_details_with_their_errors_kept(
    page: PageClient, organisation: Organisation, world: World, settings: Settings
) -> None:
    item = add_item(world, settings, organisation)
    form = page.get(f"/evidence/{item.id}/details")
    typed = {
        "description": "Our policy",
        "review_on-day": "31",
        "review_on-month": "2",
        "review_on-year": "2027",
    }
    shown = page.submit(form, typed, 422)
    assert "Our policy" in str(shown.find("textarea"))
    shown = page.submit(shown, {"review_on-day": "28"})
    assert "Saved the details of policy.pdf." in shown.text_words
    assert rows(world)[0].review_on == date(2027, 2, 28)
    assert "Review due 28 February 2027." in shown.text_words


def test_a_stale_form_shows_both_and_then_saves(
    page: PageClient, organisation: Organisation, world: World, settings: Settings
) -> None:
    item = add_item(world, settings, organisation)
    mine = page.get(f"/evidence/{item.id}/details")
    page.submit(page.get(f"/evidence/{item.id}/details"), {"description": "Theirs"})
    both = page.submit(mine, {"description": "Mine"}, 409)
    assert "Theirs" in both.text_words
    assert both.values()["description"] == "Mine"
    page.submit(both)
    assert rows(world)[0].description == "Mine"


@pytest.mark.parametrize(
    "back", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/a\n/b"]
)
def test_details_never_lead_elsewhere(
    page: PageClient, organisation: Organisation, world: World, settings: Settings, back: str
) -> None:
    item = add_item(world, settings, organisation)
    form = page.get(f"/evidence/{item.id}/details")
    answer = page.submit(form, {"back": back, "description": "x"}, 303, follow=False).response
    assert answer.headers["Location"] == address(organisation)


def test_a_download_is_an_attachment_and_nothing_else(
    page: PageClient, organisation: Organisation, world: World, settings: Settings
) -> None:
    item = add_item(world, settings, organisation, "Política “d’amparo”; 2026.pdf", pdf("x"))
    answer = page.get(f"/evidence/{item.id}").response
    assert answer.get_data() == pdf("x")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="Poli')
    assert (
        "filename*=UTF-8''Pol%C3%ADtica%20%E2%80%9Cd%E2%80%99amparo%E2%80%9D%3B%202026.pdf"
        in (answer.headers["Content-Disposition"])
    )
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Length"] == str(len(pdf("x")))
    with world.session() as session:
        opened = session.scalars(select(EvidenceOpened)).one()
        assert (opened.evidence_id, opened.on_behalf) == (item.id, "organisation")


def test_asking_for_the_headers_alone_is_not_opening(
    page: PageClient, organisation: Organisation, world: World, settings: Settings
) -> None:
    item = add_item(world, settings, organisation)
    assert page.raw.head(f"/evidence/{item.id}").status_code == 200
    with world.session() as session:
        assert session.scalars(select(EvidenceOpened)).all() == []


def test_quarantined_files_are_marked_and_stay_closed(
    page: PageClient, organisation: Organisation, world: World, settings: Settings
) -> None:
    item = add_item(world, replace(settings, clamd_socket="127.0.0.1:1"), organisation)
    shown = page.get(address(organisation))
    assert names(shown) == ["policy.pdf In quarantine"]
    assert shown.select(".app-evidence__name a") == []
    assert "has not been checked for viruses" in page.get(f"/evidence/{item.id}", 403).text_words


def test_a_file_that_the_store_has_lost_is_said_plainly(
    page: PageClient, organisation: Organisation, world: World, settings: Settings
) -> None:
    item = add_item(world, settings, organisation)
    (settings.evidence_dir / item.sha256[:2] / item.sha256[2:4] / item.sha256).unlink()
    assert "missing from the store" in page.get(f"/evidence/{item.id}", 403).text_words


def test_other_peoples_files_are_not_there(
    app: Flask, organisation: Organisation, world: World, settings: Settings
) -> None:
    item = add_item(world, settings, organisation)
    other = world.organisation()
    stranger = PageClient(app).sign_in(world.person(Role.LEAD, organisation=other).id)
    for path in (
        address(organisation),
        f"/evidence/{item.id}",
        f"/evidence/{item.id}/details",
        "/evidence/99999",
    ):
        stranger.get(path, 404)
    for path in (
        f"{address(organisation)}/files",
        f"/evidence/{item.id}/withdraw",
        f"/evidence/{item.id}/put-back",
    ):
        stranger.post(path, files(("a.pdf", pdf())), 404)


def test_a_viewer_reads_and_changes_nothing(
    app: Flask, organisation: Organisation, world: World, settings: Settings
) -> None:
    item = add_item(world, settings, organisation)
    viewer = PageClient(app).sign_in(world.person(Role.ORGANISATION_VIEWER, organisation=organisation).id)
    shown = viewer.get(address(organisation))
    assert shown.main is not None
    assert names(shown) == ["policy.pdf"]
    assert shown.main.find("input", type="file") is None
    viewer.get(f"/evidence/{item.id}")
    viewer.post(f"{address(organisation)}/files", files(("a.pdf", pdf())), 403)
    viewer.post(f"/evidence/{item.id}/withdraw", status=403)


def test_a_name_that_may_tell_who_a_child_is_gets_a_warning(
    page: PageClient, organisation: Organisation, world: World, settings: Settings
) -> None:
    add_item(world, settings, organisation, "referral_943_476_5919.pdf", description="Child J.S., aged 7")
    shown = page.get(address(organisation)).text_words
    assert "looks like an NHS number" in shown
    assert "initials and age" in shown


@pytest.mark.parametrize("asked", ["show=nonsense&sort=x&page=-3", "page=abc", "search=%00%25", "undo=abc"])
def test_an_address_typed_by_hand_is_no_reason_to_fail(
    page: PageClient, organisation: Organisation, asked: str
) -> None:
    page.get(f"{address(organisation)}?{asked}")


def test_the_number_of_queries_does_not_grow_with_the_files(
    app: Flask, page: PageClient, organisation: Organisation, world: World, settings: Settings, engine: Engine
) -> None:
    used = app.extensions["audit.unit_of_work"].engine
    add_item(world, settings, organisation)
    page.get(address(organisation))
    with count_queries(used) as few:
        page.get(address(organisation))
    for number in range(12):
        add_item(world, settings, organisation, f"{number}.pdf")
    with count_queries(used) as many:
        page.get(address(organisation))
    assert few.count == many.count <= 7, many
