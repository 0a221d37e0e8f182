"""What pages say of a file, in words."""

from audit.domain.child_details import warnings_in
from audit.rooms.evidence.models import Evidence


def child_warnings(evidence: Evidence) -> list[str]:
    """Sentences about what in the name or the description may tell who a child is."""
    # People write spaces in file names as underscores.
    found = [*warnings_in(evidence.file_name.replace("_", " ")), *warnings_in(evidence.description)]
    return [warning.sentence for warning in found]
