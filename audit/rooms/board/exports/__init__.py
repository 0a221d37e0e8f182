"""Workbooks of the board: a round's summary with its answers, and a progress review before and after."""

from audit.rooms.board.exports.counting import counting_notes
from audit.rooms.board.exports.review import write_review
from audit.rooms.board.exports.round import write_workbook

__all__ = ["counting_notes", "write_review", "write_workbook"]
