"""Types and phases of the school register."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.domain.school_types import GROUPS, PHASE_NAMES, TYPES, look_up_key
from audit.domain.schools import phase_from_ages
from tests.support.register_rows import read

# Drawing the first text of all loads tables, which on a busy machine takes longer than the check allows.
patient = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)


# The groups as the description of the field gives them; 14 is a type of its own in question sets, and 32 joins
# the colleges (special post-16 institutions are under the duty).
@pytest.mark.parametrize(
    ("codes", "type_"),
    [
        ({28, 33, 34, *range(42, 47), 57}, "academy"),
        ({35, 36, *range(38, 42)}, "free-school"),
        ({1, 2, 3, 5, 15}, "maintained"),
        ({14}, "pupil-referral-unit"),
        ({7, 8, 10, 12}, "special"),
        ({6, 11}, "independent"),
        ({18, 31, 32}, "college"),
    ],
)
def test_types_by_code(codes: set[int], type_: str) -> None:
    assert {code for code, (ours, _) in TYPES.items() if ours == type_} == codes
    for code in codes:
        for text in (f"{code}", f"{code:03}"):
            record = read(type_code=text, type_name="", group="")
            assert (record.type, record.type_name) == (type_, TYPES[code][1])
            assert record.kind == ("college" if type_ == "college" else "school")


@pytest.mark.parametrize(("name", "type_"), [(name, ours) for ours, name in TYPES.values()])
def test_types_by_name_in_any_case(name: str, type_: str) -> None:
    for text in (name, name.upper(), name.title().replace("16 To 19", "16-19")):
        record = read(type_code="", type_name=text, group="")
        assert (record.type, record.type_name) == (type_, name)


@pytest.mark.parametrize(
    ("name", "type_"),
    [
        ("LA Nursery School", "maintained"),
        ("Free Schools - Alternative Provision", "free-school"),
        ("Free Schools - 16-19", "free-school"),
        ("Academy 16-19 Sponsor Led", "academy"),
    ],
)
def test_other_spellings_of_types(name: str, type_: str) -> None:
    assert read(type_code="", type_name=name, group="").type == type_


@pytest.mark.parametrize(("group", "type_"), list(GROUPS.items()))
def test_types_by_group(group: str, type_: str) -> None:
    record = read(type_code="", type_name="", group=group.upper())
    assert (record.type, record.type_name) == (type_, group.upper())


def test_a_code_or_name_that_is_new_to_us_is_judged_by_its_group() -> None:
    by_code = read(type_code="58", type_name="Academy of a new sort", group="Academies")
    by_name = read(type_code="", type_name="Academy of a new sort", group="Academies")
    assert (by_code.type, by_code.type_name) == ("academy", "Academy of a new sort")
    assert (by_name.type, by_name.type_name) == ("academy", "Academy of a new sort")


def test_a_school_whose_type_is_blank_is_kept() -> None:
    record = read(type_code="", type_name="", group="NA")
    assert (record.type, record.type_name, record.kind) == (None, "", "school")


@pytest.mark.parametrize(
    ("changes", "phase"),
    [
        ({}, "primary"),
        ({"phase_code": "04"}, "secondary"),
        ({"phase_code": "3"}, "middle"),
        ({"phase_code": "", "phase": "Middle Deemed Secondary"}, "middle"),
        ({"phase_code": "", "phase": "All Through"}, "all-through"),
        ({"phase_code": "7", "phase": ""}, "all-through"),
        ({"phase_code": "", "phase": "16 Plus"}, "sixteen-plus"),
        # the register is silent: type, then ages
        ({"phase_code": "0", "phase": "Not applicable", "low": "7", "high": "18"}, "all-through"),
        ({"phase_code": "", "phase": "", "low": "11", "high": "16"}, "secondary"),
        ({"phase_code": "", "phase": "", "low": "", "high": "16"}, "not-applicable"),
        ({"phase_code": "0", "phase": "", "type_code": "18", "low": "14", "high": "99"}, "sixteen-plus"),
        ({"phase_code": "0", "phase": "", "type_code": "15", "low": "2", "high": "7"}, "nursery"),
        ({"phase_code": "0", "phase": "", "type_code": "40", "low": "", "high": ""}, "secondary"),
    ],
)
def test_phase(changes: dict[str, str], phase: str) -> None:
    assert read(**changes).phase == phase


def test_every_phase_of_the_register_is_one_of_ours() -> None:
    for name, phase in PHASE_NAMES.items():
        assert read(phase_code="", phase=name.title()).phase == phase


@pytest.mark.parametrize(
    ("low", "high", "phase"),
    [
        (2, 5, "nursery"),
        (3, 7, "primary"),
        (4, 11, "primary"),
        (7, 11, "primary"),
        (8, 11, "primary"),
        (4, 13, "primary"),
        (7, 13, "primary"),
        (8, 12, "middle"),
        (9, 13, "middle"),
        (10, 14, "middle"),
        (9, 16, "secondary"),
        (11, 18, "secondary"),
        (13, 18, "secondary"),
        (14, 19, "secondary"),
        (2, 19, "all-through"),
        (7, 14, "all-through"),
        (8, 18, "all-through"),
        (16, 19, "sixteen-plus"),
        (19, 99, "sixteen-plus"),
        (12, 11, "not-applicable"),
        (None, 11, "not-applicable"),
        (4, None, "not-applicable"),
    ],
)
def test_phase_from_ages(low: int | None, high: int | None, phase: str) -> None:
    assert phase_from_ages(low, high) == phase


@given(st.integers(0, 120), st.integers(0, 120))
def test_a_phase_follows_from_any_ages(low: int, high: int) -> None:
    assert (phase_from_ages(low, high) == "not-applicable") == (low > high)


@patient
@given(st.text())
def test_look_up_keys_do_not_depend_on_case_or_hyphens(text: str) -> None:
    assert look_up_key(text.replace(" ", "-")) == look_up_key(text.replace("-", " "))
