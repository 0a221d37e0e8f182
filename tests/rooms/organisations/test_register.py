"""Schools brought in from files of the national register: what is added, changed, left out, and by which door."""

import csv
import io
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from audit.domain.actor import OPERATOR
from audit.domain.errors import NotVisible, RuleBroken
from audit.domain.permissions import Role
from audit.domain.register_diff import RegisterPreview
from audit.infra.register_file import RegisterFileError
from audit.rooms.organisations.models import AreaMembership, Board, Identifier, Organisation
from audit.rooms.organisations.operations import import_register
from audit.rooms.trail.models import TrailEntry
from tests.support.pages import PageClient
from tests.support.queries import count_queries
from tests.support.register_rows import row
from tests.support.world import World


def register(*rows: dict[str, str]) -> bytes:
    """A file of the register with these rows, as it is downloaded: Windows-1252."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(row()))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("cp1252")


def schools(number: int) -> Iterable[dict[str, str]]:
    for n in range(number):
        yield row(urn=str(100000 + n), number=str(2000 + n), ukprn=str(10000000 + n), name=f"School {n}")


def bring_in(world: World, board: Board, *rows: dict[str, str], **more: object) -> RegisterPreview:
    with world.session() as session:
        return import_register(
            session,
            OPERATOR,
            world.clock,
            board.code,
            io.BytesIO(register(*rows)),
            860,
            **more,  # type: ignore[arg-type]
        )


def numbers_of(world: World, name: str) -> set[tuple[str, str]]:
    with world.session() as session:
        found = session.query(Identifier).join(Organisation).filter(Organisation.name == name)
        return {(each.register, each.number) for each in found}


def test_open_schools_of_the_authority_are_added_with_their_numbers(world: World) -> None:
    board = world.board()
    outcome = bring_in(
        world, board, row(name="Caf\xe9 School"), row(urn="124088", status_code="2", closed="31-08-2024"),
        row(urn="124089", authority="861"),
    )  # fmt: skip
    assert (len(outcome.added), len(outcome.left_out), outcome.elsewhere) == (1, 1, 1)
    assert outcome.left_out[0].reason == "The school closed on 31 August 2024."
    assert numbers_of(world, "Caf\xe9 School") == {
        ("urn", "124087"),
        ("dfe", "860/2216"),
        ("ukprn", "10073083"),
    }
    with world.session() as session:
        school = session.query(Organisation).one()
        entry = session.query(TrailEntry).one()
    assert (school.kind, school.type, school.phase, school.pupils) == ("school", "maintained", "primary", 106)
    assert (school.trust_name, school.town, school.postcode) == ("Elm Learning Trust", "Tamworth", "B78 3AD")
    assert entry.event == "register.imported"
    assert (entry.facts["added"], entry.facts["authority"], entry.board_id) == (1, 860, board.id)


def test_the_same_file_again_changes_nothing(world: World) -> None:
    board = world.board()
    bring_in(world, board, *schools(3))
    again = bring_in(world, board, *schools(3))
    assert (len(again.added), len(again.changed), len(again.unchanged)) == (0, 0, 3)


def test_a_dry_run_changes_nothing(world: World) -> None:
    board = world.board()
    assert len(bring_in(world, board, row(), dry_run=True).added) == 1
    with world.session() as session:
        assert session.query(Organisation).count() + session.query(TrailEntry).count() == 0


def test_changes_are_taken_and_blanks_keep_what_is_known(world: World) -> None:
    board = world.board()
    bring_in(world, board, row())
    outcome = bring_in(
        world, board, row(name="Elm Bank Academy", pupils="", town="", trust="", ukprn="10000009")
    )
    assert {change.label for change in outcome.changed[0].changes} == {"Name", "UKPRN", "Trust"}
    with world.session() as session:
        school = session.query(Organisation).one()
    assert (school.name, school.pupils, school.town, school.trust_name) == (
        "Elm Bank Academy",
        106,
        "Tamworth",
        "",
    )
    assert school.version == 2
    assert ("ukprn", "10000009") in numbers_of(world, "Elm Bank Academy")
    assert ("ukprn", "10073083") not in numbers_of(world, "Elm Bank Academy")


def test_a_converted_school_stays_one_organisation(world: World) -> None:
    board = world.board()
    bring_in(world, board, row())
    gone, new = row(status_code="2"), row(urn="150000", name="Elm Academy", type_code="34", ukprn="")
    outcome = bring_in(world, board, gone, new)
    assert outcome.added[0].continues is not None
    with world.session() as session:
        assert session.query(Organisation).count() == 1
        assert session.query(AreaMembership).count() == 1
        assert session.query(Organisation).one().type == "academy"
    assert {("urn", "124087"), ("urn", "150000")} <= numbers_of(world, "Elm Academy")
    again = bring_in(world, board, gone, new)
    assert (len(again.added), len(again.changed), len(again.unchanged), len(again.missing)) == (0, 0, 1, 0)


def test_a_school_of_two_boards_is_one_organisation(world: World) -> None:
    first, second = world.board(), world.board("elsewhere", "Elsewhere")
    bring_in(world, first, row())
    assert len(bring_in(world, second, row()).added) == 1
    with world.session() as session:
        assert session.query(Organisation).count() == 1
        assert session.query(AreaMembership).count() == 2


def test_closed_schools_go_only_when_asked(world: World) -> None:
    board = world.board()
    bring_in(world, board, *schools(2))
    one, two = schools(2)
    kept = bring_in(world, board, one, two | {"EstablishmentStatus (code)": "2"})
    assert [gone.known.urn for gone in kept.missing] == ["100001"]
    bring_in(world, board, one, two | {"EstablishmentStatus (code)": "2"}, take_out_closed=True)
    with world.session() as session:
        left = session.query(AreaMembership).filter(AreaMembership.left_on.is_not(None)).one()
    assert left.left_on == date(2026, 9, 14)
    back = bring_in(world, board, one, two)
    assert len(back.added) == 1
    with world.session() as session:
        assert session.query(Organisation).count() == 2
        assert session.query(AreaMembership).filter(AreaMembership.left_on.is_(None)).count() == 2


def test_numbers_that_stand_twice_are_written_once(world: World) -> None:
    board = world.board()
    same = [row(urn="100001", number="2001"), row(urn="100002", number="2002")]
    bring_in(world, board, *same)
    again = bring_in(world, board, *same)
    assert (len(again.changed), len(again.unchanged)) == (0, 2)
    with world.session() as session:
        assert session.query(Identifier).filter_by(register="ukprn").count() == 1


def test_cells_that_cannot_be_right_do_no_harm(world: World) -> None:
    board = world.board()
    outcome = bring_in(
        world,
        board,
        row(name="N" * 900, town="T" * 900, pupils="999999999999", low="999999", trust="U" * 900),
    )
    assert len(outcome.added) == 1
    with world.session() as session:
        school = session.query(Organisation).one()
    assert (len(school.name), len(school.town), school.pupils, school.low_age) == (200, 100, None, None)


def test_the_number_of_statements_does_not_grow_with_the_file(world: World) -> None:
    few_board, many_board = world.board("few", "Few"), world.board("many", "Many")
    with count_queries(world.unit_of_work.engine) as few:
        bring_in(world, few_board, *schools(5))
    others = [
        row(urn=str(200000 + n), number=str(5000 + n), ukprn=str(20000000 + n), name=f"Other {n}")
        for n in range(60)
    ]
    with count_queries(world.unit_of_work.engine) as many:
        bring_in(world, many_board, *others)
    assert many.count == few.count, str(many)
    assert numbers_of(world, "Other 7") == {("urn", "200007"), ("dfe", "860/5007"), ("ukprn", "20000007")}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty"),
        (b"%PDF-1.7", "PDF"),
        (b"PK\x03\x04[Content_Types].xml", "workbook"),
        (b"name,town\nElm,Stafford\n", "lacks"),
        (register(), "no schools below"),
        (register(row(authority="861")), "no school of local authority 860"),
    ],
)
def test_a_file_that_will_not_do_is_refused_on_the_page(
    world: World, visitor: PageClient, content: bytes, sentence: str
) -> None:
    board = world.board()
    visitor.sign_in(world.person(Role.BOARD_ADMINISTRATOR, board=board).id)
    page = visitor.get("/boards/testshire/organisations/import")
    page = visitor.submit(page, {"authority": "860", "file": (io.BytesIO(content), "register.csv")}, 422)
    assert any(sentence in error for error in page.errors()), page.errors()
    assert page.values()["authority"] == "860"
    folder = Path(visitor.app.config["AUDIT_SETTINGS"].evidence_dir) / "uploads"
    assert list(folder.iterdir()) == []


def test_from_the_file_over_the_preview_to_the_list(world: World, visitor: PageClient) -> None:
    board = world.board()
    visitor.sign_in(world.person(Role.BOARD_ADMINISTRATOR, board=board).id)
    start = visitor.get("/boards/testshire/organisations/import")
    for authority in ("", "86x", "8600", "-1", "000"):
        visitor.submit(start, {"authority": authority, "file": (io.BytesIO(register(row())), "r.csv")}, 422)
    visitor.submit(start, {"authority": "860"}, 422)
    content = register(
        row(), row(urn="124088", number="2216", name="Elm Academy"), row(urn="1", name="Broken")
    )
    preview = visitor.submit(start, {"authority": "860", "file": (io.BytesIO(content), "r.csv")})
    assert "Nothing has been changed yet" in preview.text_words
    assert (
        "is still open with the same DfE number" in preview.text_words or "Elm Academy" in preview.text_words
    )
    assert "is not a number of six digits" in preview.text_words
    folder = Path(visitor.app.config["AUDIT_SETTINGS"].evidence_dir) / "uploads"
    assert len(list(folder.iterdir())) == 1
    page = visitor.submit(preview)
    assert "1 school added and 0 changed" in page.text_words
    assert list(folder.iterdir()) == []
    page = visitor.submit(preview)  # the confirmation sent again from the old page
    assert "no longer here" in page.text_words


def test_another_boards_upload_is_not_found(world: World, visitor: PageClient) -> None:
    board, other = world.board(), world.board("elsewhere", "Elsewhere")
    visitor.sign_in(world.person(Role.BOARD_ADMINISTRATOR, board=board).id)
    start = visitor.get("/boards/testshire/organisations/import")
    preview = visitor.submit(start, {"authority": "860", "file": (io.BytesIO(register(row())), "r.csv")})
    visitor.sign_in(world.person(Role.BOARD_ADMINISTRATOR, board=other).id)
    visitor.get(preview.path + "?authority=860", 404)
    page = visitor.get(preview.path.replace("testshire", "elsewhere") + "?authority=860")
    assert "no longer here" in page.text_words
    visitor.get("/boards/elsewhere/organisations/import/..%2F..%2Fetc%2Fpasswd?authority=860", 404)


def test_only_administrators_of_the_board_import(world: World) -> None:
    board = world.board()
    actor = world.actor(world.person(Role.BOARD_VIEWER, board=board))
    with world.session() as session:
        with pytest.raises(NotVisible):
            import_register(session, actor, world.clock, board.code, io.BytesIO(register(row())), 860)
        with pytest.raises(RegisterFileError):
            import_register(session, OPERATOR, world.clock, board.code, io.BytesIO(b""), 860)
        with pytest.raises(RuleBroken, match="local authority 1"):
            import_register(session, OPERATOR, world.clock, board.code, io.BytesIO(register(row())), 1)
