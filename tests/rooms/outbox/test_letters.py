"""Letters: written with what they tell of, posted later, seen by the board, and their secret links forgotten."""

import socket
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select

from audit.cli import context, main
from audit.domain.permissions import Role
from audit.infra.mail import PostError, make_message, poster
from audit.infra.unit_of_work import UnitOfWork
from audit.rooms.accounts.models import Person
from audit.rooms.outbox.models import Letter, LetterState
from audit.rooms.outbox.operations import RETRY_AFTER, post_next_letter, write_letter
from audit.settings import Settings
from tests.conftest import SteppingClock
from tests.support.pages import PageClient
from tests.support.world import World


class MailBox:
    """A mail server that keeps what it is given, or refuses it."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.refuses = False

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        """Take a message."""
        if self.refuses:
            return "451 Not now"
        self.messages.append(message_from_bytes(envelope.content or b"", policy=policy.default))  # type: ignore[arg-type]
        return "250 Taken"


@pytest.fixture
def mail_box() -> Iterator[tuple[MailBox, str]]:
    """A real mail server on this machine, and its address."""
    box = MailBox()
    with socket.socket() as free:  # the library cannot be given port 0 and say which it took
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    yield box, f"smtp://127.0.0.1:{port}"
    server.stop()


def write(world: World, board_id: int | None = None, name: str = "Ana Exàmple", kind: str = "reset") -> int:
    with world.session() as session:
        letter = write_letter(
            session,
            world.clock,
            kind,
            to_email="ana@testshire.example",
            to_name=name,
            board_id=board_id,
            product="Safeguarding audit",
            link="https://audit.example/reset/abcdefghijklmnopqrstuvwxyz",
            ask_again="https://audit.example/reset",
            changed_at=world.clock(),
            reset_page="https://audit.example/reset",
        )
        session.flush()
        return letter.id


def read(unit_of_work: UnitOfWork, letter_id: int) -> Letter:
    with unit_of_work.read() as session:
        return session.get_one(Letter, letter_id)


def hand_over(url: str) -> object:
    send = poster(url)

    def post(letter: Letter) -> None:
        send(
            make_message(
                sender="audit@testshire.example",
                to_email=letter.to_email,
                to_name=letter.to_name,
                subject=letter.subject,
                body=letter.body,
            )
        )

    return post


def test_a_letter_goes_out_over_smtp_once(
    world: World, unit_of_work: UnitOfWork, clock: SteppingClock, mail_box: tuple[MailBox, str]
) -> None:
    box, url = mail_box
    letter_id = write(world)
    posted = post_next_letter(unit_of_work, clock, hand_over(url))
    assert posted is not None
    assert post_next_letter(unit_of_work, clock, hand_over(url)) is None
    [message] = box.messages
    assert message["To"].addresses[0].display_name == "Ana Exàmple"
    assert message["Subject"] == "Choose a new password for Safeguarding audit"
    assert "https://audit.example/reset/abcdefghijklmnopqrstuvwxyz" in message.get_content()
    letter = read(unit_of_work, letter_id)
    assert (letter.state, letter.posted_at, letter.attempts) == (LetterState.POSTED, clock.now, 1)


def test_a_secret_link_is_forgotten_once_posted(
    world: World, unit_of_work: UnitOfWork, clock: SteppingClock, tmp_path: Path
) -> None:
    letter_id = write(world)
    assert "abcdefghijklmnopqrstuvwxyz" in read(unit_of_work, letter_id).body
    post_next_letter(unit_of_work, clock, hand_over(f"file://{tmp_path / 'post'}"))
    body = read(unit_of_work, letter_id).body
    assert "abcdefghijklmnopqrstuvwxyz" not in body
    assert "https://audit.example/reset\n" in body, "a link without a key stays"


def test_a_letter_that_cannot_be_posted_is_tried_again_and_given_up_at_last(
    world: World, unit_of_work: UnitOfWork, clock: SteppingClock, mail_box: tuple[MailBox, str]
) -> None:
    box, url = mail_box
    box.refuses = True
    letter_id = write(world)
    for number, wait in enumerate(RETRY_AFTER, 1):
        assert post_next_letter(unit_of_work, clock, hand_over(url)) is not None
        assert post_next_letter(unit_of_work, clock, hand_over(url)) is None, "not before its time"
        letter = read(unit_of_work, letter_id)
        assert (letter.state, letter.attempts) == (LetterState.WAITING, number)
        assert letter.next_try_at == clock.now + wait
        assert letter.last_error == "The mail server did not take the letter: 451 Not now"
        assert "abcdefghijklmnopqrstuvwxyz" not in letter.last_error
        clock.now += wait
    post_next_letter(unit_of_work, clock, hand_over(url))
    assert read(unit_of_work, letter_id).state == LetterState.FAILED
    clock.now += timedelta(days=7)
    assert post_next_letter(unit_of_work, clock, hand_over(url)) is None
    assert box.messages == []


def test_a_letter_goes_out_when_the_server_is_back(
    world: World, unit_of_work: UnitOfWork, clock: SteppingClock, mail_box: tuple[MailBox, str]
) -> None:
    box, url = mail_box
    letter_id = write(world)
    post_next_letter(unit_of_work, clock, hand_over("smtp://127.0.0.1:1"))
    assert read(unit_of_work, letter_id).state == LetterState.WAITING
    clock.now += RETRY_AFTER[0]
    post_next_letter(unit_of_work, clock, hand_over(url))
    assert len(box.messages) == 1
    assert read(unit_of_work, letter_id).last_error == ""


def test_writers_are_not_held_up_while_the_mail_server_thinks(
    world: World, unit_of_work: UnitOfWork, clock: SteppingClock
) -> None:
    write(world)
    seen: list[str] = []

    def slow(letter: Letter) -> None:
        write(world, name="Written meanwhile")  # on SQLite this would wait for ever if the lock were held
        seen.append(letter.to_name)
        clock.now += timedelta(seconds=1)

    post_next_letter(unit_of_work, clock, slow)
    assert seen == ["Ana Exàmple"]


def test_two_workers_do_not_post_the_same_letter(
    world: World, unit_of_work: UnitOfWork, clock: SteppingClock
) -> None:
    write(world)
    nested: list[Letter | None] = []

    def post(_letter: Letter) -> None:
        nested.append(post_next_letter(unit_of_work, clock, post))

    post_next_letter(unit_of_work, clock, post)
    assert nested == [None]


def test_nothing_is_smuggled_into_the_headers(tmp_path: Path) -> None:
    send = poster(f"file://{tmp_path}")
    send(
        make_message(
            sender="audit@testshire.example",
            to_email="ana@testshire.example",
            to_name='Ana"\r\nBcc: all@testshire.example',
            subject="Hello\nBcc: all@testshire.example",
            body="Text",
        )
    )
    [file] = tmp_path.glob("*.eml")
    message = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert message["Bcc"] is None
    assert len(message["To"].addresses) == 1


def test_a_folder_that_cannot_be_written_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    message = make_message(sender="a@b.example", to_email="c@d.example", to_name="C", subject="S", body="B")
    with pytest.raises(PostError, match="cannot be written"):
        poster(f"file://{tmp_path / 'file'}")(message)
    with pytest.raises(ValueError, match="must start with"):
        poster("ftp://somewhere")


def test_a_letter_that_is_undone_with_what_it_tells_of_never_was(
    world: World, unit_of_work: UnitOfWork
) -> None:
    def write_and_fail() -> None:
        with world.session() as session:
            write_letter(
                session, world.clock, "password-changed", to_email="a@b.example", to_name="A", product="P",
                changed_at=world.clock(), reset_page="R",
            )  # fmt: skip
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    with unit_of_work.read() as session:
        assert session.scalars(select(Letter)).all() == []


@pytest.fixture
def command_line(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[CliRunner]:
    """The console script on this test's database."""
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    monkeypatch.setenv("MAIL_URL", settings.mail_url)
    monkeypatch.setenv("AUDIT_MODE", "test")
    context.settings.cache_clear()
    context.unit_of_work.cache_clear()
    yield CliRunner()
    context.unit_of_work().engine.dispose()
    context.settings.cache_clear()
    context.unit_of_work.cache_clear()


def test_the_command_posts_all_that_is_due_and_counts(
    command_line: CliRunner, world: World, tmp_path: Path, unit_of_work: UnitOfWork
) -> None:
    for _ in range(3):
        write(world)
    result = command_line.invoke(main, ["letters", "post"])
    assert result.exit_code == 0, result.output
    assert result.output == "3 posted, 0 to be tried again, 0 given up.\n"
    assert len(list((tmp_path / "letters").glob("*.eml"))) == 3
    assert command_line.invoke(main, ["letters", "post"]).output.startswith("0 posted")


def test_the_command_says_that_the_address_of_the_mail_server_is_wrong(
    command_line: CliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAIL_URL", "ftp://somewhere")
    result = command_line.invoke(main, ["letters", "post"])
    assert result.exit_code == 1
    assert "MAIL_URL must start with" in result.output


@pytest.fixture
def administrator(world: World) -> Person:
    """The administrator of testshire."""
    return world.person(Role.BOARD_ADMINISTRATOR, board=world.board())


def test_the_board_sees_its_letters_and_never_what_they_say(
    visitor: PageClient, world: World, administrator: Person, unit_of_work: UnitOfWork, clock: SteppingClock
) -> None:
    board_id = world.actor(administrator).memberships[0].board_id
    visitor.sign_in(administrator.id)
    assert "will be listed here" in visitor.get("/boards/testshire/letters").text_words
    other = world.board("othershire", "Othershire")
    write(world, board_id, name="Ours")
    write(world, other.id, name="Theirs")
    write(world, None, name="Nobodys")
    page = visitor.get("/boards/testshire/letters")
    assert "Ours" in page.text_words
    assert "Theirs" not in page.text_words
    assert "Nobodys" not in page.text_words
    assert "abcdefghijklmnopqrstuvwxyz" not in str(page)
    assert "Letters" in page.text_words
    assert "There are no letters here." in visitor.get("/boards/testshire/letters?state=failed").text_words
    visitor.get("/boards/testshire/letters?state=nonsense&before=nonsense")
    visitor.get("/boards/othershire/letters", 404)
    visitor.get("/boards/nowhere/letters", 404)


def test_a_letter_that_bounced_waits_on_the_home_page(
    visitor: PageClient, world: World, administrator: Person
) -> None:
    letter_id = write(world, world.actor(administrator).memberships[0].board_id, name="Ours")
    with world.session() as session:
        letter = session.get_one(Letter, letter_id)
        letter.state, letter.last_error, letter.attempts = LetterState.FAILED, "No such mailbox", 5
    home = visitor.sign_in(administrator.id).get("/")
    assert "1 letter could not be sent" in home.text_words
    page = visitor.get("/boards/testshire/letters?state=failed")
    assert "5 tries. No such mailbox" in page.text_words


def test_many_letters_come_page_by_page(visitor: PageClient, world: World, administrator: Person) -> None:
    board_id = world.actor(administrator).memberships[0].board_id
    for number in range(55):
        write(world, board_id, name=f"Person {number:03}")
    page = visitor.sign_in(administrator.id).get("/boards/testshire/letters")
    assert len(page.select("tbody tr")) == 50
    link = page.select('a[rel="next"]')[0]
    assert len(visitor.get(str(link["href"])).select("tbody tr")) == 5


@pytest.mark.parametrize("role", [Role.BOARD_VIEWER, Role.MODERATOR])
def test_others_of_the_board_do_not_see_the_letters(visitor: PageClient, world: World, role: Role) -> None:
    person = world.person(role, board=world.board())
    visitor.sign_in(person.id).get("/boards/testshire/letters", 403)


def test_the_app_starts_with_it(app: Flask) -> None:
    assert "outbox.list_letters" in app.view_functions
