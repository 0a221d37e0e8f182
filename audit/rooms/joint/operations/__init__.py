"""What happens to joint work: begun, agreed, settled, sent, signed and ended."""

from audit.rooms.joint.operations.settling import settle
from audit.rooms.joint.operations.signing import ToSign, send_all, sign_all
from audit.rooms.joint.operations.working import Agreement, begin, change, end

__all__ = ["Agreement", "ToSign", "begin", "change", "end", "send_all", "settle", "sign_all"]
