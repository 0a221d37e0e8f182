"""What an upload of the school register would change."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.domain.register_diff import (
    COMPARED,
    FieldChange,
    KnownSchool,
    preview_register,
)
from audit.domain.schools import SchoolRecord, Skipped

ELM = SchoolRecord(
    urn="100001", dfe_number="860/2001", ukprn="10000001", name="Elm School", local_authority_code=860,
    local_authority_name="Staffordshire", status="open", kind="school", type="maintained",
    type_name="Community school", phase="primary", low_age=4, high_age=11, pupils=200, trust_name=None,
    trust_code=None, opened_on=date(1990, 9, 1), closed_on=None, town="Stafford", postcode="ST16 1AA", line=2,
)  # fmt: skip
OAK = replace(ELM, urn="100002", dfe_number="860/2002", ukprn="10000002", name="Oak School", line=3)
ASH = replace(ELM, urn="100003", dfe_number="861/2003", name="Ash School", local_authority_code=861, line=4)


def known_from(record: SchoolRecord) -> KnownSchool:
    return KnownSchool(**{field.name: getattr(record, field.name) for field in fields(KnownSchool)})


def known(*records: SchoolRecord | KnownSchool) -> dict[tuple[str, str], KnownSchool]:
    schools = [known_from(one) if isinstance(one, SchoolRecord) else one for one in records]
    return {("urn", school.urn): school for school in schools}


def test_a_first_upload_adds_every_open_school_of_the_authority() -> None:
    preview = preview_register({}, [OAK, ASH, ELM], 860)
    assert [new.record for new in preview.added] == [ELM, OAK]
    assert [new.continues for new in preview.added] == [None, None]
    assert (preview.changed, preview.unchanged, preview.left_out, preview.missing) == ((), (), (), ())
    assert (preview.elsewhere, preview.empty_rows, preview.local_authority_code) == (1, 0, 860)


def test_the_same_file_again_changes_nothing() -> None:
    preview = preview_register(known(ELM, OAK), [ELM, OAK], 860)
    assert preview.unchanged == (ELM, OAK)
    assert (preview.added, preview.changed, preview.missing) == ((), (), ())


def test_changes_are_told_field_by_field_in_users_words() -> None:
    now = replace(
        ELM,
        name="Elm Academy",
        type="free-school",
        status="proposed-to-close",
        pupils=210,
        trust_name="Elm Trust",
        closed_on=date(2026, 9, 4),
    )
    preview = preview_register(known(ELM), [now], 860)
    (changed,) = preview.changed
    assert (changed.record, changed.known) == (now, known_from(ELM))
    assert changed.changes == (
        FieldChange("name", "Name", "Elm School", "Elm Academy"),
        FieldChange("status", "Status", "open", "open, but proposed to close"),
        FieldChange("type", "Type", "maintained", "free school"),
        FieldChange("pupils", "Number of pupils", "200", "210"),
        FieldChange("trust_name", "Trust", "not given", "Elm Trust"),
        FieldChange("closed_on", "Closes on", "not given", "4 September 2026"),
    )


def test_another_spelling_of_the_authority_is_no_change() -> None:
    preview = preview_register(
        known(ELM), [replace(ELM, local_authority_name="County of Staffordshire")], 860
    )
    assert len(preview.unchanged) == 1


def test_a_column_that_the_file_lacks_is_no_change() -> None:
    bare = replace(ELM, pupils=999, town="Elsewhere")
    assert preview_register(known(ELM), [bare], 860, {"pupils"}).changed[0].changes[0].field == "pupils"
    assert preview_register(known(ELM), [bare], 860, {"name"}).unchanged == (bare,)


def test_a_blank_rubs_out_nothing_but_a_trust_and_a_closing_date() -> None:
    full = replace(
        ELM,
        trust_name="Elm Trust",
        trust_code="77",
        closed_on=date(2026, 8, 31),
        type="college",
        kind="college",
    )
    blank = replace(
        full, dfe_number=None, ukprn=None, type=None, type_name="", kind="school", phase="not-applicable",
        low_age=None, high_age=None, pupils=None, opened_on=None, town=None, postcode=None, trust_name=None,
        trust_code=None, closed_on=None,
    )  # fmt: skip
    (changed,) = preview_register(known(full), [blank], 860).changed
    assert [(change.field, change.after) for change in changed.changes] == [
        ("trust_name", "not given"),
        ("trust_code", "not given"),
        ("closed_on", "not given"),
    ]


def test_a_phase_that_the_ages_rule_out_is_a_change() -> None:
    now = replace(ELM, phase="not-applicable", low_age=12)
    (changed,) = preview_register(known(ELM), [now], 860).changed
    assert [change.field for change in changed.changes] == ["phase", "low_age"]


def test_a_urn_given_twice_counts_once() -> None:
    twin = replace(ELM, name="Elm School Annexe", line=9)
    preview = preview_register({}, [ELM, twin], 860)
    assert [new.record.name for new in preview.added] == ["Elm School"]
    (left,) = preview.left_out
    assert (left.kind, left.line, left.urn, left.record) == ("duplicate", 9, "100001", twin)
    assert left.reason == "The same URN stands on line 2, which was taken."


def test_a_dfe_number_that_an_open_known_school_holds_is_held_back() -> None:
    academy = replace(ELM, urn="150001", name="Elm Academy", type="academy", line=5)
    preview = preview_register(known(ELM), [academy, ELM], 860)
    assert (preview.added, preview.unchanged) == ((), (ELM,))
    (held,) = preview.conversions
    assert (held.urn, held.other_urn, held.record, held.line) == ("150001", "100001", academy, 5)
    assert held.reason.startswith("Elm School (URN 100001) is still open with the same DfE number, 860/2001.")


def test_among_new_schools_with_one_dfe_number_the_oldest_urn_is_taken() -> None:
    academy = replace(ELM, urn="150001", name="Elm Academy", line=1)
    for rows in ([academy, ELM], [ELM, academy]):
        preview = preview_register({}, rows, 860)
        assert [new.record for new in preview.added] == [ELM]
        assert [row.record for row in preview.conversions] == [academy]


def test_schools_without_a_dfe_number_do_not_clash() -> None:
    one, two = replace(ELM, dfe_number=None), replace(OAK, dfe_number=None)
    preview = preview_register(known(KnownSchool("100009", "Old", local_authority_code=860)), [one, two], 860)
    assert [new.record for new in preview.added] == [one, two]
    assert [new.continues for new in preview.added] == [None, None]


def test_a_conversion_continues_the_school_that_closed() -> None:
    academy = replace(ELM, urn="150001", name="Elm Academy", line=5)
    closed = Skipped(2, "100001", "Elm School", "The school closed on 31 August 2025.", "not-open", 860)
    preview = preview_register(known(ELM), [closed, academy], 860)
    (new,) = preview.added
    assert (new.record, new.continues) == (academy, known_from(ELM))
    assert [(gone.known.urn, gone.reason) for gone in preview.missing] == [
        ("100001", "The school closed on 31 August 2025.")
    ]
    assert [(row.kind, row.urn) for row in preview.left_out] == [("not-open", "100001")]


def test_an_open_school_that_gave_up_its_dfe_number_is_not_continued() -> None:
    elm = replace(ELM, dfe_number="860/2009")
    other = replace(OAK, dfe_number=ELM.dfe_number)
    preview = preview_register(known(ELM), [elm, other], 860)
    assert [(new.record, new.continues) for new in preview.added] == [(other, None)]


def test_missing_schools_say_where_they_went() -> None:
    gone = replace(ELM, urn="100004", name="Yew School", dfe_number=None)
    moved = replace(OAK, local_authority_code=861, local_authority_name="Stoke-on-Trent")
    nameless = replace(ELM, local_authority_code=861, local_authority_name="")
    preview = preview_register(known(OAK, gone, ELM), [moved, nameless], 860)
    assert [(one.known.name, one.reason) for one in preview.missing] == [
        ("Elm School", "The file lists it under authority 861."),
        ("Oak School", "The file lists it under Stoke-on-Trent."),
        ("Yew School", "It is not in the file."),
    ]


def test_only_open_schools_of_the_authority_can_be_missing() -> None:
    schools = known(ASH, replace(known_from(OAK), status="closed"), KnownSchool("100009", "By hand"))
    schools["ofsted", "100001"] = known_from(ELM)
    assert preview_register(schools, [], 860).missing == ()


def test_a_number_of_another_register_is_another_school() -> None:
    schools = {("ofsted", "100001"): replace(known_from(ELM), dfe_number=None)}
    assert [new.record for new in preview_register(schools, [ELM], 860).added] == [ELM]


def test_a_school_known_under_another_authority_has_changed() -> None:
    before = replace(known_from(ELM), local_authority_code=861)
    (changed,) = preview_register(known(before), [ELM], 860).changed
    assert changed.changes == (FieldChange("local_authority_code", "Local authority code", "861", "860"),)


def test_rows_left_out() -> None:
    rows = [
        Skipped(9, "x", "Odd", "The URN “x” is not a number of six digits.", "unreadable", None),
        Skipped(8, "100009", "Shut", "The school is closed.", "not-open", 860),
        Skipped(7, "100008", "Far", "The school is closed.", "not-open", 861),
        Skipped(6, "", "", "The row is empty.", "empty"),
    ]
    preview = preview_register({}, rows, 860)
    assert [(row.line, row.kind) for row in preview.left_out] == [(8, "not-open"), (9, "unreadable")]
    assert (preview.elsewhere, preview.empty_rows, preview.conversions) == (1, 1, ())


# --- for any register --------------------------------------------------------------------------------------

records = st.builds(
    lambda urn, dfe, name, authority: replace(
        ELM,
        urn=str(100_000 + urn),
        dfe_number=dfe and f"{authority}/{dfe}",
        name=name,
        local_authority_code=authority,
    ),
    st.integers(0, 12),
    st.sampled_from([None, "2001", "2002", "2003"]),
    st.sampled_from(["Ash", "elm", "Oak"]),
    st.sampled_from([860, 861]),
)
registers = st.lists(records, max_size=10, unique_by=lambda record: record.urn)


# Several records are drawn at once, which a busy machine may find slow.
patient = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)


@patient
@given(registers, registers, st.randoms())
def test_every_row_and_every_known_school_is_told_once_in_whatever_order(
    before: list[SchoolRecord], now: list[SchoolRecord], chance: Random
) -> None:
    preview = preview_register(known(*before), now, 860)
    told = [new.record.urn for new in preview.added]
    told += [one.record.urn for one in preview.changed]
    told += [one.urn for one in preview.unchanged]
    told += [one.urn for one in preview.left_out]
    here = [record.urn for record in now if record.local_authority_code == 860]
    assert sorted(told) == sorted(here)
    assert preview.elsewhere == len(now) - len(here)
    assert {one.known.urn for one in preview.missing} == {
        record.urn for record in before if record.local_authority_code == 860 and record.urn not in here
    }
    shuffled = list(now)
    chance.shuffle(shuffled)
    assert preview_register(known(*before), shuffled, 860) == preview


@patient
@given(registers)
def test_after_the_upload_nothing_is_left_to_do(now: list[SchoolRecord]) -> None:
    first = preview_register({}, now, 860)
    taken = [new.record for new in first.added]
    again = preview_register(known(*taken), now, 860)
    assert (again.added, again.changed, again.missing) == ((), (), ())
    assert len(again.unchanged) == len(taken)
    assert len({record.dfe_number for record in taken if record.dfe_number}) == len(
        [record for record in taken if record.dfe_number]
    )


def test_every_field_of_a_record_is_compared_but_for_the_name_of_the_authority() -> None:
    every = {field.name for field in fields(SchoolRecord)}
    assert set(COMPARED) == every - {"urn", "local_authority_name", "line"}
