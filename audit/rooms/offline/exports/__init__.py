"""The workbook in which a return is answered away from the network."""

from audit.rooms.offline.exports.workbook import questions_of, write_return

__all__ = ["questions_of", "write_return"]
