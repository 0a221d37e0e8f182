"""Workbooks of the board: a round's summary with its answers, and a progress review before and after."""

from audit.rooms.board.exports.review import write_review
from audit.rooms.board.exports.round import counting_notes, write_workbook

__all__ = ["counting_notes", "write_review", "write_workbook"]
