"""What kinds of organisation a board asks, their phases and types, and the sectors it groups them by.

The keys are stored and are written in question sets; the words are shown.
"""

from collections.abc import Mapping
from enum import StrEnum


class OrganisationKind(StrEnum):
    """What sort of body an organisation is. Decides which questions it is asked."""

    COUNCIL = "council"
    DISTRICT = "district"
    HEALTH = "health"
    POLICE = "police"
    PROBATION = "probation"
    PRISON = "prison"
    YOUTH_JUSTICE = "youth-justice"
    FIRE = "fire"
    ARMED_FORCES = "armed-forces"
    VOLUNTARY = "voluntary"
    FAITH = "faith"
    SPORT = "sport"
    EARLY_YEARS = "early-years"
    COMMISSIONED = "commissioned"
    SCHOOL = "school"
    COLLEGE = "college"
    ALTERNATIVE_PROVIDER = "alternative-provider"
    TRUST = "trust"
    OTHER = "other"


class Phase(StrEnum):
    """The ages that a school teaches. Everybody else is ``not-applicable``, and so are many special and
    independent schools in the national register."""

    NURSERY = "nursery"
    PRIMARY = "primary"
    MIDDLE = "middle"
    SECONDARY = "secondary"
    ALL_THROUGH = "all-through"
    SIXTEEN_PLUS = "sixteen-plus"
    NOT_APPLICABLE = "not-applicable"


class SchoolType(StrEnum):
    """How a school or college is governed, which decides under which law it answers."""

    MAINTAINED = "maintained"
    ACADEMY = "academy"
    FREE_SCHOOL = "free-school"
    SPECIAL = "special"
    PUPIL_REFERRAL_UNIT = "pupil-referral-unit"
    INDEPENDENT = "independent"
    COLLEGE = "college"


KIND_WORDS: Mapping[str, str] = {
    OrganisationKind.COUNCIL: "Council",
    OrganisationKind.DISTRICT: "District or borough council",
    OrganisationKind.HEALTH: "Health body",
    OrganisationKind.POLICE: "Police",
    OrganisationKind.PROBATION: "Probation",
    OrganisationKind.PRISON: "Prison or young offender institution",
    OrganisationKind.YOUTH_JUSTICE: "Youth justice service",
    OrganisationKind.FIRE: "Fire and rescue service",
    OrganisationKind.ARMED_FORCES: "Armed forces",
    OrganisationKind.VOLUNTARY: "Voluntary organisation",
    OrganisationKind.FAITH: "Faith organisation",
    OrganisationKind.SPORT: "Sports organisation",
    OrganisationKind.EARLY_YEARS: "Early years setting",
    OrganisationKind.COMMISSIONED: "Commissioned service",
    OrganisationKind.SCHOOL: "School",
    OrganisationKind.COLLEGE: "College",
    OrganisationKind.ALTERNATIVE_PROVIDER: "Alternative provider",
    OrganisationKind.TRUST: "Academy trust",
    OrganisationKind.OTHER: "Other organisation",
}

PHASE_WORDS: Mapping[str, str] = {
    Phase.NURSERY: "Nursery",
    Phase.PRIMARY: "Primary",
    Phase.MIDDLE: "Middle",
    Phase.SECONDARY: "Secondary",
    Phase.ALL_THROUGH: "All-through",
    Phase.SIXTEEN_PLUS: "16 plus",
    Phase.NOT_APPLICABLE: "Not applicable",
}

TYPE_WORDS: Mapping[str, str] = {
    SchoolType.MAINTAINED: "Maintained school",
    SchoolType.ACADEMY: "Academy",
    SchoolType.FREE_SCHOOL: "Free school",
    SchoolType.SPECIAL: "Special school",
    SchoolType.PUPIL_REFERRAL_UNIT: "Pupil referral unit",
    SchoolType.INDEPENDENT: "Independent school",
    SchoolType.COLLEGE: "College",
}

OTHER_SECTOR = "Other organisations"

_SECTOR_OF_KIND: Mapping[str, str] = {
    OrganisationKind.COUNCIL: "Councils",
    OrganisationKind.DISTRICT: "Districts and boroughs",
    OrganisationKind.HEALTH: "Health",
    OrganisationKind.POLICE: "Police",
    OrganisationKind.PROBATION: "Probation",
    OrganisationKind.PRISON: "Prisons and young offender institutions",
    OrganisationKind.YOUTH_JUSTICE: "Youth justice",
    OrganisationKind.FIRE: "Fire and rescue",
    OrganisationKind.ARMED_FORCES: "Armed forces",
    OrganisationKind.VOLUNTARY: "Voluntary organisations",
    OrganisationKind.FAITH: "Faith organisations",
    OrganisationKind.SPORT: "Sport",
    OrganisationKind.EARLY_YEARS: "Early years",
    OrganisationKind.COMMISSIONED: "Commissioned services",
    OrganisationKind.SCHOOL: "Other schools",
    OrganisationKind.COLLEGE: "Colleges",
    OrganisationKind.ALTERNATIVE_PROVIDER: "Alternative provision",
    OrganisationKind.TRUST: "Academy trusts",
    OrganisationKind.OTHER: OTHER_SECTOR,
}

_SECTOR_OF_TYPE: Mapping[str, str] = {
    SchoolType.SPECIAL: "Special schools",
    SchoolType.PUPIL_REFERRAL_UNIT: "Alternative provision",
    SchoolType.INDEPENDENT: "Independent schools",
    SchoolType.COLLEGE: "Colleges",
}

_SECTOR_OF_PHASE: Mapping[str, str] = {
    Phase.NURSERY: "Nursery schools",
    Phase.PRIMARY: "Primary schools",
    Phase.MIDDLE: "Middle schools",
    Phase.SECONDARY: "Secondary schools",
    Phase.ALL_THROUGH: "All-through schools",
    Phase.SIXTEEN_PLUS: "16 to 19 schools",
}

SECTORS: tuple[str, ...] = (
    "Councils",
    "Districts and boroughs",
    "Health",
    "Police",
    "Probation",
    "Prisons and young offender institutions",
    "Youth justice",
    "Fire and rescue",
    "Armed forces",
    "Voluntary organisations",
    "Faith organisations",
    "Sport",
    "Early years",
    "Commissioned services",
    "Nursery schools",
    "Primary schools",
    "Middle schools",
    "Secondary schools",
    "All-through schools",
    "16 to 19 schools",
    "Special schools",
    "Alternative provision",
    "Independent schools",
    "Other schools",
    "Colleges",
    "Academy trusts",
    OTHER_SECTOR,
)
"""Every sector, in the order in which they are listed."""


def sector_of(kind: str, phase: str = Phase.NOT_APPLICABLE, type: str = "") -> str:
    """The sector under which the board sees an organisation: one of ``SECTORS``.

    Agencies go by their kind. Among schools the type comes first where it says more than the ages taught
    (special, pupil referral unit, independent, college), because the register gives many of those no phase and
    their questions differ; all the others, academies and free schools included, go by phase. A special academy
    counts with its phase, because its type in the register's groups is academy. Pupil referral units and
    alternative providers stand together: they teach the same children. A kind that is not known goes to the
    other organisations, so that nobody drops out of a summary.
    """
    if kind == OrganisationKind.SCHOOL:
        by_type = _SECTOR_OF_TYPE.get(type)
        if by_type is not None:
            return by_type
        if phase in _SECTOR_OF_PHASE:
            return _SECTOR_OF_PHASE[phase]
    return _SECTOR_OF_KIND.get(kind, OTHER_SECTOR)
