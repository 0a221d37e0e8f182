"""Every reading of joint work, scoped by the actor."""

from audit.rooms.joint.queries.groups import Group, Member, groups_of
from audit.rooms.joint.queries.work import (
    JointView,
    beside_question,
    boards_of,
    boards_to_join,
    can_join,
    joint_work,
    preview,
    works_of,
)

__all__ = [
    "Group",
    "JointView",
    "Member",
    "beside_question",
    "boards_of",
    "boards_to_join",
    "can_join",
    "groups_of",
    "joint_work",
    "preview",
    "works_of",
]
