"""Evidence for tests, taken in and added by the product's own way."""

import io
from typing import Any

from audit.domain.actor import OPERATOR, Actor
from audit.infra.file_store import FileStore
from audit.infra.intake import Intake
from audit.rooms.evidence.models import Evidence
from audit.rooms.evidence.operations import Added, add_evidence
from audit.rooms.organisations.models import Organisation
from audit.settings import Settings
from tests.support.files import PDF
from tests.support.world import World


def intake_of(settings: Settings) -> Intake:
    """The intake that the application has with these settings."""
    return Intake(
        FileStore(settings.evidence_dir),
        settings.evidence_types,
        settings.evidence_max_bytes,
        settings.clamd_socket,
    )


def pdf(words: str = "") -> bytes:
    """A PDF whose content is its own."""
    return PDF + f"% {words}\n".encode()


def add_file(
    world: World,
    settings: Settings,
    organisation: Organisation,
    name: str = "policy.pdf",
    content: bytes | None = None,
    *,
    actor: Actor = OPERATOR,
    **more: Any,
) -> Added:
    """A file in an organisation's library."""
    taken = intake_of(settings).take_in(io.BytesIO(pdf(name) if content is None else content), name)
    with world.session() as session:
        return add_evidence(session, actor, world.clock, organisation.id, taken, **more)


def add_item(
    world: World, settings: Settings, organisation: Organisation, *args: Any, **more: Any
) -> Evidence:
    """The item of ``add_file``."""
    return add_file(world, settings, organisation, *args, **more).evidence
