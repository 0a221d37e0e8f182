"""Adding boards and changing their settings."""

from dataclasses import asdict, dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.contrast import LEAST_CONTRAST, contrast_with_white, read_colour
from audit.domain.emails import tidy_email
from audit.domain.errors import RuleBroken, Stale
from audit.domain.permissions import Permission
from audit.infra.clock import Clock
from audit.rooms.organisations.models import Board
from audit.rooms.organisations.policy import require_in_board, require_site
from audit.rooms.organisations.queries.boards import CODE, board_by_code
from audit.rooms.trail.operations import record

LONGEST_NAME = 200
LONGEST_CODE = 60


@dataclass(frozen=True)
class BoardSettings:
    """What a board's administrators may change about it."""

    name: str
    accent: str = "#1d70b8"
    contact_email: str = ""
    contact_phone: str = ""


def add_board(session: Session, actor: Actor, clock: Clock, code: str, settings: BoardSettings) -> Board:
    """Add a board. Only a site administrator or the operator may.

    Raises NotAllowed, or RuleBroken with the field at fault.
    """
    require_site(actor)
    code = code.strip().lower()
    if not CODE.fullmatch(code) or len(code) > LONGEST_CODE:
        raise RuleBroken(
            "The code must be small letters, numbers and single hyphens, for example north-shire, and at "
            f"most {LONGEST_CODE} of them",
            "code",
        )
    checked = _checked(settings)
    taken = RuleBroken(f"There is already a board with the code {code}. Choose another code", "code")
    if session.scalar(select(Board.id).where(Board.code == code)) is not None:
        raise taken
    board = Board(code=code, created_at=clock(), **asdict(checked))
    try:
        with session.begin_nested():
            session.add(board)
    except IntegrityError:  # somebody else took the code between our look and our writing
        raise taken from None
    record(
        session,
        actor,
        clock,
        "board.added",
        subject=("board", board.code),
        board_id=board.id,
        name=board.name,
    )
    return board


def change_board(
    session: Session, actor: Actor, clock: Clock, code: str, settings: BoardSettings, *, seen_version: int
) -> Board:
    """Change a board's name, accent colour and contact.

    Raises NotVisible, RuleBroken with the field at fault, or Stale when somebody else changed them since
    ``seen_version``.
    """
    board = board_by_code(session, actor, code, Permission.BOARD_KEEP)
    require_in_board(actor, Permission.BOARD_KEEP, board.id)
    checked = _checked(settings)
    if board.version != seen_version:
        raise Stale("Somebody else changed these settings while you had them open. Nothing was overwritten.")
    changed = [name for name, value in asdict(checked).items() if getattr(board, name) != value]
    for name in changed:
        setattr(board, name, getattr(checked, name))
    if changed:
        record(
            session, actor, clock, "board.changed",
            subject=("board", board.code), board_id=board.id, changed=changed,
        )  # fmt: skip
    return board


def _checked(settings: BoardSettings) -> BoardSettings:
    name = " ".join(settings.name.split())
    if not name:
        raise RuleBroken("Enter the board's name", "name")
    if len(name) > LONGEST_NAME:
        raise RuleBroken(f"The name must be {LONGEST_NAME} characters or fewer", "name")
    accent = read_colour(settings.accent)
    if accent is None:
        raise RuleBroken(
            "Enter the accent colour as # and six letters or numbers, for example #1d70b8", "accent"
        )
    contrast = contrast_with_white(accent)
    if contrast < LEAST_CONTRAST:
        raise RuleBroken(
            f"This colour is too pale to read on white: its contrast is {contrast:.1f} to 1, and at least "
            f"{LEAST_CONTRAST} to 1 is needed. Choose a darker one",
            "accent",
        )
    email = settings.contact_email.strip()
    if email and tidy_email(email) is None:
        raise RuleBroken("Enter an email address like name@example.org", "contact_email")
    phone = " ".join(settings.contact_phone.split())
    if len(phone) > LONGEST_CODE:
        raise RuleBroken(f"The telephone number must be {LONGEST_CODE} characters or fewer", "contact_phone")
    return BoardSettings(name, accent, email, phone)
