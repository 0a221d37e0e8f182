"""The library as operations and queries keep it: one content once, one item once, a history, and nobody else's."""

import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from audit.domain.actor import OPERATOR, Actor
from audit.domain.errors import NotAllowed, NotVisible, RuleBroken, Stale
from audit.domain.permissions import Role
from audit.rooms.evidence.models import Evidence, Scan, StoredFile
from audit.rooms.evidence.operations import (
    add_evidence,
    change_evidence,
    put_back_evidence,
    record_opened,
    withdraw_evidence,
)
from audit.rooms.evidence.queries import (
    PAGE,
    Library,
    Show,
    Sort,
    evidence_for_organisation,
    evidence_to_cite,
    library,
    opened_by_board,
)
from audit.rooms.organisations.models import Organisation
from audit.rooms.trail.models import TrailEntry
from audit.settings import Settings
from tests.support.evidence import add_file, add_item, intake_of, pdf
from tests.support.scanner import Scanner
from tests.support.world import World

TODAY = date(2026, 9, 14)


@dataclass
class Scene:
    """An organisation with a lead and a viewer, and another organisation."""

    world: World
    settings: Settings
    ours: Organisation
    theirs: Organisation
    lead: Actor
    viewer: Actor
    stranger: Actor

    def add(self, *args: object, **more: object) -> Evidence:
        return add_item(self.world, self.settings, self.ours, *args, **{"actor": self.lead, **more})

    def look(self, **more: object) -> Library:
        with self.world.unit_of_work.read() as session:
            return library(session, self.lead, self.ours.id, TODAY, **more)  # type: ignore[arg-type]

    def names(self, **more: object) -> list[str]:
        return [item.file_name for item in self.look(**more).items]

    def events(self) -> list[str]:
        with self.world.session() as session:
            return list(session.scalars(select(TrailEntry.event).order_by(TrailEntry.id)))


@pytest.fixture
def scene(world: World, settings: Settings) -> Scene:
    board = world.board()
    ours, theirs = world.organisation(board), world.organisation(board)
    return Scene(
        world,
        settings,
        ours,
        theirs,
        world.actor(world.person(Role.LEAD, organisation=ours)),
        world.actor(world.person(Role.ORGANISATION_VIEWER, organisation=ours)),
        world.actor(world.person(Role.LEAD, organisation=theirs)),
    )


def blobs(settings: Settings) -> list[Path]:
    return [path for path in settings.evidence_dir.rglob("*") if path.is_file()]


def test_an_added_file_is_on_the_disk_and_in_the_trail(scene: Scene) -> None:
    item = scene.add("policy.pdf", pdf("a"), description="  Our policy ", review_on=date(2027, 8, 31))
    assert (item.file_name, item.description, item.review_on) == (
        "policy.pdf",
        "Our policy",
        date(2027, 8, 31),
    )
    assert intake_of(scene.settings).store.path(item.sha256).read_bytes() == pdf("a")
    assert scene.events() == ["evidence.added"]


def test_the_same_file_twice_is_one_item_and_one_blob(scene: Scene) -> None:
    first = add_file(scene.world, scene.settings, scene.ours, "a.pdf", pdf("x"), actor=scene.lead)
    again = add_file(scene.world, scene.settings, scene.ours, "a.pdf", pdf("x"), actor=scene.lead)
    assert (first.was_there, again.was_there) == (False, True)
    assert first.evidence.id == again.evidence.id
    assert len(blobs(scene.settings)) == 1


def test_the_same_bytes_elsewhere_or_under_another_name_share_the_blob_and_nothing_else(scene: Scene) -> None:
    one = scene.add("a.pdf", pdf("x"))
    other_name = scene.add("b.pdf", pdf("x"))
    theirs = add_item(scene.world, scene.settings, scene.theirs, "a.pdf", pdf("x"))
    assert len({one.id, other_name.id, theirs.id}) == 3
    assert len(blobs(scene.settings)) == 1


def test_a_crash_after_the_file_and_before_the_row_leaves_only_a_file_that_is_found_again(
    scene: Scene,
) -> None:
    taken = intake_of(scene.settings).take_in(io.BytesIO(pdf("x")), "a.pdf")
    session = scene.world.unit_of_work.writing()
    add_evidence(session, scene.lead, scene.world.clock, scene.ours.id, taken)
    session.close()  # the power went: nothing was committed
    assert scene.names() == []
    assert len(blobs(scene.settings)) == 1
    scene.add("a.pdf", pdf("x"))
    assert scene.names() == ["a.pdf"]
    assert len(blobs(scene.settings)) == 1


def test_the_same_file_sent_by_many_at_once_is_one_item(scene: Scene) -> None:
    with ThreadPoolExecutor(6) as pool:
        found = set(pool.map(lambda _: scene.add("a.pdf", pdf("x")).id, range(12)))
    assert len(found) == 1
    assert len(blobs(scene.settings)) == 1


def test_details_are_changed_and_only_what_changed_is_named(scene: Scene) -> None:
    item = scene.add()
    with scene.world.session() as session:
        change_evidence(
            session, scene.lead, scene.world.clock, item.id, seen_version=1, description="New", review_on=None
        )
    assert scene.look().items[0].description == "New"
    with scene.world.session() as session:
        entry = session.scalars(select(TrailEntry).where(TrailEntry.event == "evidence.changed")).one()
        assert entry.facts == {"changed": ["description"]}


def test_a_stale_version_overwrites_nothing(scene: Scene) -> None:
    item = scene.add()

    def change(words: str) -> None:
        with scene.world.session() as session:
            change_evidence(
                session,
                scene.lead,
                scene.world.clock,
                item.id,
                seen_version=1,
                description=words,
                review_on=None,
            )

    change("First")
    with pytest.raises(Stale):
        change("Second")
    change("First")  # saying what is there already is no conflict
    assert scene.look().items[0].description == "First"


def test_a_description_has_a_limit(scene: Scene) -> None:
    with pytest.raises(RuleBroken, match="1,000 characters"):
        scene.add(description="x" * 1001)


def test_withdrawn_and_put_back(scene: Scene) -> None:
    item = scene.add()
    with scene.world.session() as session:
        withdraw_evidence(session, scene.lead, scene.world.clock, item.id)
    assert scene.names() == []
    assert scene.names(show=Show.WITHDRAWN) == ["policy.pdf"]
    with scene.world.session() as session, pytest.raises(NotVisible):
        evidence_to_cite(session, scene.lead, scene.ours.id, [item.id])
    with scene.world.session() as session:
        put_back_evidence(session, scene.lead, scene.world.clock, item.id)
    assert scene.names() == ["policy.pdf"]
    assert scene.events() == ["evidence.added", "evidence.withdrawn", "evidence.put-back"]


def test_the_same_file_sent_after_it_was_withdrawn_is_put_back(scene: Scene) -> None:
    item = scene.add()
    with scene.world.session() as session:
        withdraw_evidence(session, scene.lead, scene.world.clock, item.id)
    again = scene.add()
    assert (again.id, again.withdrawn_at) == (item.id, None)


def test_nobody_else_reads_or_changes_it(scene: Scene) -> None:
    item = scene.add()
    for actor, refusal in ((scene.stranger, NotVisible), (scene.viewer, NotAllowed)):
        with pytest.raises(refusal):
            scene.add("b.pdf", actor=actor)
        for change in (withdraw_evidence, put_back_evidence):
            with scene.world.session() as session, pytest.raises(refusal):
                change(session, actor, scene.world.clock, item.id)
        with scene.world.session() as session, pytest.raises(refusal):
            change_evidence(
                session, actor, scene.world.clock, item.id, seen_version=1, description="", review_on=None
            )
    with scene.world.session() as session:
        for read in (
            lambda: evidence_for_organisation(session, scene.stranger, item.id),
            lambda: library(session, scene.stranger, scene.ours.id, TODAY),
            lambda: opened_by_board(session, scene.stranger, scene.ours.id, [item.id]),
            lambda: evidence_to_cite(session, scene.stranger, scene.theirs.id, [item.id]),
        ):
            with pytest.raises(NotVisible):
                read()
        assert evidence_for_organisation(session, scene.viewer, item.id).id == item.id


def test_search_order_filter_and_pages(scene: Scene) -> None:
    scene.add("Beta 100%.pdf", description="Minutes of the governors")
    scene.add("alpha.pdf", review_on=TODAY - timedelta(days=1))
    scene.add("gamma_1.pdf", description="minutes", review_on=TODAY)
    assert scene.names(search="MINUTES") == ["gamma_1.pdf", "Beta 100%.pdf"]
    assert scene.names(search="minutes governors") == ["Beta 100%.pdf"]
    assert scene.names(search="100%") == ["Beta 100%.pdf"]
    assert scene.names(search="_") == ["gamma_1.pdf"]
    assert scene.names(sort=Sort.NAME) == ["alpha.pdf", "Beta 100%.pdf", "gamma_1.pdf"]
    assert scene.names(sort=Sort.REVIEW) == ["alpha.pdf", "gamma_1.pdf", "Beta 100%.pdf"]
    assert scene.names(show=Show.REVIEW_PASSED) == ["alpha.pdf"]
    assert (scene.look().found, scene.look().pages, scene.look(page=99).page) == (3, 1, 1)


def test_a_long_library_has_pages(scene: Scene) -> None:
    first = scene.add()
    with scene.world.session() as session:
        session.add_all(
            Evidence(
                organisation_id=scene.ours.id,
                sha256=first.sha256,
                file_name=f"{number}.pdf",
                uploaded_by_name="Somebody",
                uploaded_at=scene.world.clock(),
            )
            for number in range(PAGE)
        )
    assert (scene.look().pages, len(scene.look().items), len(scene.look(page=2).items)) == (2, PAGE, 1)


def test_what_the_board_opened_is_counted_apart(scene: Scene) -> None:
    item = scene.add()
    for on_behalf in ("board", "organisation", "board"):
        with scene.world.session() as session:
            found = evidence_for_organisation(session, scene.lead, item.id)
            record_opened(session, scene.lead, scene.world.clock, found, on_behalf=on_behalf)
    with scene.world.session() as session:
        opened = opened_by_board(session, scene.lead, scene.ours.id, [item.id])[item.id]
        assert (opened.times, opened.last_at) == (2, scene.world.clock())


def test_a_file_that_waited_for_the_scanner_passes_when_it_is_sent_again(scene: Scene) -> None:
    waiting = replace(scene.settings, clamd_socket="127.0.0.1:1")
    item = add_item(scene.world, waiting, scene.ours, "a.pdf", pdf("x"))
    assert _scan(scene, item) is Scan.QUARANTINED
    with Scanner() as scanner:
        checked = replace(scene.settings, clamd_socket=scanner.address)
        add_item(scene.world, checked, scene.ours, "a.pdf", pdf("x"))
        assert _scan(scene, item) is Scan.CLEAN
    # What was passed once is not put back into quarantine because the scanner is down now.
    add_item(scene.world, waiting, scene.ours, "a.pdf", pdf("x"))
    assert _scan(scene, item) is Scan.CLEAN


def _scan(scene: Scene, item: Evidence) -> Scan:
    with scene.world.session() as session:
        return session.get_one(StoredFile, item.sha256).scan


def test_the_operator_may_add_for_any_organisation(scene: Scene) -> None:
    scene.add(actor=OPERATOR)
    with scene.world.session() as session:
        assert session.scalar(select(func.count()).select_from(Evidence)) == 1
