"""Returns as Excel files: a submitted copy, and the history of answers."""

from audit.rooms.assessments.exports.copies import copy_workbook
from audit.rooms.assessments.exports.history import write_history

__all__ = ["copy_workbook", "write_history"]
