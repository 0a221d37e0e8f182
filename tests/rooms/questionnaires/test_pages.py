"""The pages of question sets: what is published, what could be, and what each asks of whom."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import pytest
import yaml
from flask import Flask
from sqlalchemy import Engine

from audit.app import create_app
from audit.domain.permissions import Role
from audit.infra.clock import Clock
from audit.infra.questionnaire_files import STARTERS, load_folder
from audit.rooms.organisations.models import Board
from audit.settings import Settings
from tests.support import question_sets
from tests.support.pages import Page, PageClient, words
from tests.support.queries import count_queries
from tests.support.world import World

SETS = "/boards/testshire/questionnaires"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the small set and its scale, ready to be published."""
    folder = tmp_path / "sets"
    (folder / "scales").mkdir(parents=True)
    write(folder / "small.yaml", question_sets.small())
    write(folder / "scales" / "rag.yaml", question_sets.rag())
    return folder


@pytest.fixture
def app(settings: Settings, clock: Clock, folder: Path) -> Iterator[Flask]:
    """The application on that folder."""
    app = create_app(replace(settings, questionnaires_dir=folder), clock=clock)
    app.testing = False
    yield app
    app.extensions["audit.unit_of_work"].engine.dispose()


@pytest.fixture
def board(world: World) -> Board:
    return world.board()


@pytest.fixture
def administrator(app: Flask, world: World, board: Board) -> PageClient:
    return PageClient(app).sign_in(world.person(Role.BOARD_ADMINISTRATOR, board=board).id)


@pytest.fixture
def viewer(app: Flask, world: World, board: Board) -> PageClient:
    return PageClient(app).sign_in(world.person(Role.BOARD_VIEWER, board=board).id)


def write(path: Path, data: object) -> None:
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False))


def links(page: Page) -> dict[str, str]:
    assert page.main is not None
    return {words(a): str(a["href"]) for a in page.main.find_all("a")}


def publish(client: PageClient, edition: str = "2026.1", status: int = 200) -> Page:
    return client.post(f"{SETS}/starters/small/{edition}/publish", status=status)


def test_an_administrator_publishes_a_set_and_sees_it_in_the_list(administrator: PageClient) -> None:
    before = administrator.get(SETS)
    assert words(before.form().button) == "Publish A small set, edition 2026.1"  # type: ignore[arg-type]
    assert "Nothing is published yet" in before.text_words
    assert "2 standards, 5 questions, 3 graded" in before.text_words
    page = administrator.submit(before)
    assert page.heading == "A small set"
    assert "Published: A small set, edition 2026.1. A new round can use it now." in page.text_words
    after = administrator.get(SETS)
    assert "Edition 2026.1, published 14 September 2026" in after.text_words
    assert "Every set of this installation is published." in after.text_words
    assert not after.main.find_all("form")  # type: ignore[union-attr]


def test_publishing_again_changes_nothing_and_says_so(administrator: PageClient) -> None:
    publish(administrator)
    assert (
        "published already, with the same content. Nothing was changed." in publish(administrator).text_words
    )


def test_a_preview_shows_standards_descriptors_strength_and_who_is_asked(administrator: PageClient) -> None:
    page = publish(administrator)
    text = page.text_words
    assert "1. Leadership" in text
    assert "What red means. Below the minimum." in text
    assert "What green means. Meets the minimum." in text
    asked = {a["id"]: words(a) for a in page.select("article")}
    assert "Must" in asked["question-1.1"]
    assert "Asked of: Everybody" in asked["question-1.1"]
    assert "Needs: A narrative for Red; Evidence, whatever the answer" in asked["question-1.1"]
    assert "No." in asked["question-1.1"]
    assert "Local" in asked["question-1.2"]
    assert "Only when 1.1 is answered Green" in asked["question-1.2"]
    assert "A number (people)" in asked["question-2.1"]
    assert "several may be chosen" in asked["question-2.2"]
    assert "Kinds: Police, School" in asked["question-2.3"]
    assert "Only when H2 is answered Yes" in asked["question-2.3"]
    assert "All 7 questions are shown" in text


def test_a_preview_as_one_sort_of_organisation_shows_only_what_it_is_asked(administrator: PageClient) -> None:
    path = publish(administrator).path
    council = administrator.get(f"{path}?kind=council")
    assert "6 of 7 questions are asked of such an organisation." in council.text_words
    assert not council.find(id="question-2.3")
    police = administrator.get(f"{path}?kind=police&phase=&type=")
    assert "7 of 7" in police.text_words
    chosen = police.find("select", attrs={"name": "kind"}).find("option", selected=True)  # type: ignore[union-attr]
    assert chosen["value"] == "police"  # type: ignore[index]


def test_a_word_in_the_address_that_is_not_known_counts_as_none(administrator: PageClient) -> None:
    path = publish(administrator).path
    assert "All 7 questions are shown" in administrator.get(f"{path}?kind=wizard&phase=%00&x=1").text_words


def test_a_set_is_looked_at_before_it_is_published(viewer: PageClient) -> None:
    page = viewer.get(links(viewer.get(SETS))["A small set , edition 2026.1, not published"])
    assert "not published yet" in page.text_words
    assert len(page.select("article")) == 7
    assert "Publish this set" not in page.text_words, "a viewer cannot publish"


def test_other_content_under_a_published_edition_is_refused_with_what_to_do(
    administrator: PageClient, folder: Path
) -> None:
    publish(administrator)
    write(folder / "small.yaml", {**question_sets.small(), "title": "Changed"})
    listing = administrator.get(SETS)
    assert "Give the changed set a new edition number." in listing.text_words
    page = publish(administrator, status=422)
    assert "already published with other content" in page.errors()[0]
    write(folder / "small.yaml", {**question_sets.small(), "title": "Changed", "edition": "2026.2"})
    assert publish(administrator, "2026.2").heading == "Changed"


def test_what_is_wrong_in_a_file_is_said_by_file_line_and_key(
    administrator: PageClient, viewer: PageClient, folder: Path
) -> None:
    data = question_sets.small()
    data["standards"][0]["questions"][1]["code"] = "1.1"
    write(folder / "small.yaml", data)
    page = administrator.get(SETS)
    assert "Sets that need mending" in page.text_words
    assert "small.yaml, line" in page.text_words
    assert str(folder) not in page.text_words, "where files lie is nobody's business"
    assert "Sets that need mending" not in viewer.get(SETS).text_words
    publish(administrator, status=404)


def test_an_empty_folder_is_an_empty_page(administrator: PageClient, folder: Path) -> None:
    for path in [folder / "small.yaml", folder / "scales" / "rag.yaml"]:
        path.unlink()
    assert "Every set of this installation is published." in administrator.get(SETS).text_words


@pytest.mark.parametrize(
    "path",
    [
        "/boards/nowhere/questionnaires",
        f"{SETS}/999",
        f"{SETS}/{10**30}",
        f"{SETS}/starters/small/1999.1",
        f"{SETS}/starters/%00/2026.1",
    ],
)
def test_what_is_not_there_is_not_found(administrator: PageClient, path: str) -> None:
    administrator.get(path, 404)


def test_who_may_not_come_in(app: Flask, world: World, board: Board, viewer: PageClient) -> None:
    publish(viewer, status=403)
    other = world.person(Role.BOARD_ADMINISTRATOR, board=world.board("otherhire", "Other board"))
    elsewhere = PageClient(app).sign_in(other.id)
    elsewhere.get(SETS, 404)
    publish(elsewhere, status=404)
    lead = world.person(Role.LEAD, organisation=world.organisation(board))
    PageClient(app).sign_in(lead.id).get(SETS, 403)


def test_pages_ask_a_constant_number_of_queries(
    administrator: PageClient, folder: Path, engine: Engine
) -> None:
    counts = []
    on = administrator.app.extensions["audit.unit_of_work"].engine
    for number in range(1, 4):
        write(folder / "small.yaml", {**question_sets.small(), "edition": f"2026.{number}"})
        path = publish(administrator, f"2026.{number}").path
        with count_queries(on) as statements:
            administrator.get(SETS)
            administrator.get(path)
        counts.append(statements.count)
    assert counts[0] == counts[1] == counts[2] <= 18, counts


def test_every_starter_of_the_product_can_be_looked_at(
    settings: Settings, clock: Clock, world: World, board: Board, tmp_path: Path
) -> None:
    everything = tmp_path / "everything"
    copytree(STARTERS, everything)
    app = create_app(replace(settings, questionnaires_dir=everything), clock=clock)
    client = PageClient(app).sign_in(world.person(Role.BOARD_VIEWER, board=board).id)
    for loaded in load_folder(everything).sets:
        page = client.get(f"{SETS}/starters/{loaded.data['questionnaire']}/{loaded.data['edition']}")
        assert page.heading == loaded.data["title"]
        assert len(page.select("article")) > 5
    app.extensions["audit.unit_of_work"].engine.dispose()
