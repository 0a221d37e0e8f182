"""Building the demonstration, once: each board is built as one unit of work, and left alone when it is there."""

from audit.demo import staffordshire, testshire
from audit.demo.posting import post_letters
from audit.demo.stage import Tell, is_there, question_sets, staged
from audit.domain.actor import OPERATOR
from audit.domain.errors import NotAllowed
from audit.infra.clock import Clock
from audit.infra.unit_of_work import UnitOfWork
from audit.rooms.questionnaires.operations import publish_edition
from audit.settings import Settings

_TESTSHIRE_NAMES = 100
"""The number of the first name in Testshire; those before it are Staffordshire's."""


def build(unit_of_work: UnitOfWork, settings: Settings, clock: Clock, tell: Tell) -> bool:
    """Fill a migrated database; says whether anything was new. Twice is the same as once.

    Everybody of the demonstration has the same, public password: raises NotAllowed in production.
    """
    if settings.is_production:
        raise NotAllowed(
            "The demonstration is not built in production, because everybody knows its password. Nothing was changed."
        )
    now, sets = clock(), question_sets(settings)
    is_new = False
    if not is_there(unit_of_work, staffordshire.BOARD):
        is_new = True
        with staged(
            unit_of_work, settings, sets, tell, start=staffordshire.START, end=staffordshire.END, first_name=0
        ) as stage:
            staffordshire.build(stage)
    if not is_there(unit_of_work, testshire.BOARD):
        is_new = True
        with staged(
            unit_of_work,
            settings,
            sets,
            tell,
            start=now - testshire.LENGTH,
            end=now,
            first_name=_TESTSHIRE_NAMES,
        ) as stage:
            testshire.build(stage, now)
    post_letters(unit_of_work, settings)
    with unit_of_work.begin() as session:
        for data in sets.values():
            _, is_published_now = publish_edition(session, OPERATOR, data, clock)
            is_new = is_new or is_published_now
    return is_new
