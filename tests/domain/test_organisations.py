"""Kinds, phases and types of organisation, and the sectors that a board groups them by."""

from itertools import product

import pytest

from audit.domain.organisations import (
    KIND_WORDS,
    PHASE_WORDS,
    SECTORS,
    TYPE_WORDS,
    OrganisationKind,
    Phase,
    SchoolType,
    sector_of,
)


def test_everything_has_its_own_word() -> None:
    for words, members in ((KIND_WORDS, OrganisationKind), (PHASE_WORDS, Phase), (TYPE_WORDS, SchoolType)):
        assert list(words) == list(members)
        assert len(set(words.values())) == len(words)


@pytest.mark.parametrize(
    ("kind", "phase", "type", "sector"),
    [
        ("council", "not-applicable", "", "Councils"),
        ("district", "not-applicable", "", "Districts and boroughs"),
        ("health", "not-applicable", "", "Health"),
        ("police", "not-applicable", "", "Police"),
        ("school", "primary", "maintained", "Primary schools"),
        ("school", "primary", "academy", "Primary schools"),
        ("school", "secondary", "free-school", "Secondary schools"),
        ("school", "sixteen-plus", "academy", "16 to 19 schools"),
        ("school", "nursery", "maintained", "Nursery schools"),
        ("school", "not-applicable", "special", "Special schools"),
        ("school", "secondary", "special", "Special schools"),
        ("school", "all-through", "independent", "Independent schools"),
        ("school", "not-applicable", "pupil-referral-unit", "Alternative provision"),
        ("alternative-provider", "not-applicable", "", "Alternative provision"),
        ("school", "not-applicable", "academy", "Other schools"),
        ("school", "sixteen-plus", "college", "Colleges"),
        ("college", "sixteen-plus", "college", "Colleges"),
        # A type belongs to schools: a trust is a trust whatever else its row says.
        ("trust", "primary", "independent", "Academy trusts"),
        ("lighthouse", "primary", "special", "Other organisations"),
    ],
)
def test_the_sector_of_an_organisation(kind: str, phase: str, type: str, sector: str) -> None:
    assert sector_of(kind, phase, type) == sector


def test_the_sectors_are_exactly_those_that_organisations_can_have() -> None:
    found = {sector_of(*each) for each in product(OrganisationKind, Phase, ["", *SchoolType])}
    assert found == set(SECTORS)
    assert len(set(SECTORS)) == len(SECTORS)


def test_phase_and_type_may_be_left_out() -> None:
    assert sector_of("probation") == "Probation"
    assert sector_of("school") == "Other schools"
