"""The ZIP in which an organisation takes everything away."""

from audit.rooms.takeaway.exports.bundle import Taken, write_everything

__all__ = ["Taken", "write_everything"]
