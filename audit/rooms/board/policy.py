"""Who may see what of a round's whole.

Everybody with a part in the board sees figures and the names of the organisations behind them: executives and lay
members have to know where the reds are. What an organisation *wrote*, and the names of its files, are for those who
may read its submitted return.
"""

from audit.domain.actor import Actor
from audit.domain.errors import NotAllowed
from audit.domain.permissions import Permission


def may_read_words(actor: Actor, board_id: int) -> bool:
    """Whether narratives, reasons and the names of evidence are shown."""
    return actor.is_operator or board_id in actor.boards(Permission.RETURN_READ_SUBMITTED)


def may_export(actor: Actor, board_id: int) -> bool:
    """Whether the workbook, which holds every narrative, may be taken away."""
    return actor.is_operator or board_id in actor.boards(Permission.SUMMARY_EXPORT)


def must_export(actor: Actor, board_id: int) -> None:
    """Raise NotAllowed, with the reason, for somebody who may look but not take the workbook away."""
    if not may_export(actor, board_id):
        raise NotAllowed(
            "The workbook holds what each organisation wrote, so only people who may read submitted returns can "
            "download it. Ask a board administrator."
        )
