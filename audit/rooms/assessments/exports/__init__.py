"""Returns as Excel files: a submitted copy, and the history of answers. And an answer in words, for other rooms."""

from audit.rooms.assessments.exports.copies import copy_workbook
from audit.rooms.assessments.exports.history import write_history
from audit.rooms.assessments.presenters.returns import child_warnings, say

__all__ = ["child_warnings", "copy_workbook", "say", "write_history"]
