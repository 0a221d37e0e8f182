"""Question sets going out: in Excel to be changed, as files for engineers, and as documents in Word."""

from audit.rooms.drafts.exports.consultation import consultation_document
from audit.rooms.drafts.exports.differences import differences_document
from audit.rooms.drafts.exports.identity import Source
from audit.rooms.drafts.exports.workbook import write_set

__all__ = ["Source", "consultation_document", "differences_document", "write_set"]
