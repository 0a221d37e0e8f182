"""Question sets going out: as a workbook to be changed in Excel, and as files for engineers."""

from audit.rooms.drafts.exports.identity import Source
from audit.rooms.drafts.exports.workbook import write_set

__all__ = ["Source", "write_set"]
