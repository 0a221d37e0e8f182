"""Documents of challenge events."""

from audit.rooms.challenge.exports.pack_excel import pack_workbook
from audit.rooms.challenge.exports.pack_word import event_pack, slot_pack
from audit.rooms.challenge.exports.report_word import feedback_document, report_document

__all__ = ["event_pack", "feedback_document", "pack_workbook", "report_document", "slot_pack"]
