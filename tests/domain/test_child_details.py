"""What is taken for a child's details, and what is rightly left alone. All numbers and people are made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.child_details import Detail, is_nhs_number, is_upn, warnings_in

NHS, UPN, BORN = Detail.NHS_NUMBER, Detail.PUPIL_NUMBER, Detail.DATE_OF_BIRTH
INITIALS, NAME = Detail.INITIALS_AND_AGE, Detail.NAME_AND_AGE

ALARMS = [
    ("Her NHS number is 999 000 0018.", NHS, "999 000 0018"),
    ("NHS no. 9990000018 was on the referral.", NHS, "9990000018"),
    ("See 999-000-0018 on the system.", NHS, "999-000-0018"),
    ("The form gave 999\u00a0000\u00a00018 for him", NHS, "999\u00a0000\u00a00018"),
    ("(9990000018)", NHS, "9990000018"),
    ("The pupil with UPN H801200001001 moved in May.", UPN, "H801200001001"),
    ("upn h801200001001", UPN, "h801200001001"),
    ("Temporary number U80120000100A was used.", UPN, "U80120000100A"),
    ("DOB 12/03/2014", BORN, "DOB 12/03/2014"),
    ("D.O.B.: 12.3.14 on file", BORN, "D.O.B.: 12.3.14"),
    ("His date of birth is 12 March 2014.", BORN, "date of birth is 12 March 2014"),
    ("date of birth (12th March 2014)", BORN, "date of birth (12th March 2014"),
    ("She was born on 2014-03-12 in Stoke.", BORN, "born on 2014-03-12"),
    ("born 3rd of June, 2011", BORN, "born 3rd of June, 2011"),
    ("He was born on the register's date, i.e. born on March 12, 2014", BORN, "born on March 12, 2014"),
    ("The referral gave 12/03/2014 (DOB) and no address.", BORN, "12/03/2014 (DOB"),
    ("Pupil JS (12/03/2014) was seen alone.", BORN, "Pupil JS (12/03/2014"),
    ("Sibling A.B., 4 May 2012, lives with an aunt.", BORN, "Sibling A.B., 4 May 2012"),
    ("Child AB, 12.03.2014, was seen", BORN, "Child AB, 12.03.2014"),
    ("Birthday: 01/09/2009", BORN, "Birthday: 01/09/2009"),
    ("We spoke with J.S., aged 7, about the incident.", INITIALS, "J.S., aged 7"),
    ("J.S. aged 7 told a teacher.", INITIALS, "J.S. aged 7"),
    ("J. S. (7) was moved.", INITIALS, "J. S. (7"),
    ("J.S. is 7 years old and lives with", INITIALS, "J.S. is 7 years old"),
    ("K.L.M. (14 yrs) went missing twice.", INITIALS, "K.L.M. (14 yrs"),
    ("We reviewed JS, aged 7, in supervision.", INITIALS, "JS, aged 7"),
    ("JS (age 15) has a plan.", INITIALS, "JS (age 15"),
    ("AB is 7 years old.", INITIALS, "AB is 7 years old"),
    ("AB, 16 y/o, was placed out of area", INITIALS, "AB, 16 y/o"),
    ("For example child AB (6) was not seen alone.", INITIALS, "child AB (6)"),
    ("Pupil JS, 14, and her mother", INITIALS, "Pupil JS, 14"),
    ("a young person CD, 17.", INITIALS, "young person CD, 17"),
    ("A 7-year-old boy, J.S., said", INITIALS, "7-year-old boy, J.S."),
    ("The 12 year old TW ran away.", INITIALS, "12 year old TW"),
    ("Jack, aged 7, was on a plan for two years.", NAME, "Jack, aged 7"),
    ("Jack Example (aged 15) told staff", NAME, "Jack Example (aged 15"),
    ("We heard from Amira, who is aged 9.", NAME, "Amira, who is aged 9"),
]

NO_ALARMS = [
    "Call 01782 234567 between 9 and 5.",
    "Telephone: 0999 000 0018",
    "Ring 9990000018 and ask for the duty officer.",
    "mobile no: 999 000 0018",
    "+44 7700 900123 is the duty number; or +44 9990000018",
    "020 7946 0958 out of hours",
    "The order number is 999 000 0019.",
    "Leave the box as 000 000 0000 where it is not known.",
    "Invoice 99900000181 was paid.",
    "Policy reference POL/9990000018/2",
    "URN 124087 and DfE number 860/4001, also written 8604001.",
    "UKPRN 10034567; company number 07654321.",
    "The key was H801200001002, from the asset list.",
    "Serial S801200001001",
    "Policy reviewed 4 September 2025, next review 4 September 2026.",
    "KCSIE 2026 part one was read by all staff by 30/09/2026.",
    "Section 47 enquiries rose from 112 to 140 in 2025-26.",
    "Section 11 (2) and section 175 duties apply.",
    "Date of birth is checked against the register at admission.",
    "Records show the date of birth, address and school. The audit ran on 12/03/2025.",
    "Babies born in 2024 were offered a visit.",
    "Child protection policy (12 March 2025) is on the website.",
    "Pupil Premium strategy, 12 March 2025",
    "Signed by the chair, A.B., on 12/03/2025.",
    "Child A (6) and Child B were discussed as anonymous cases.",
    "Child A, aged 6, is an anonymous label.",
    "Children aged 7 to 11 took part.",
    "Pupils, aged 11, were asked about online safety.",
    "Young People, aged 16, took part in the survey.",
    "All 16-year-old pupils have a named worker.",
    "Staff aged 16-18 are on an apprenticeship.",
    "J.S. aged 7 to 11 is a badly typed range.",
    "Scouts (aged 14) helped to run the event.",
    "CSE aged 14 and over: see the pathway.",
    "LAC (aged 16) have a personal adviser.",
    "DBS (3 years) renewals are tracked.",
    "The MAT is 7 years old.",
    "The DSL (4) and deputies (2) were trained.",
    "KS2 (7) and KS3 (4) classes were visited.",
    "P.E. (7) and R.E. (3) lessons were seen.",
    "MASH received 12 contacts from HV (7) and GP (5).",
    "12 pupils, 4 of them with plans, were seen.",
    "child CP, 3 conferences were late",
    "Training level 3, 14 people, 2 hours",
    "We audited 7 files; 3 were graded 2 and 4 were graded 3.",
    "JS, aged 45, leads the team.",
    "The trainer, A. Example, aged 52, retired.",
    "In 2025, 7 of 25 (28.0 %) were late.",
    "NHS England guidance 2024, version 4.2",
    "",
]


@pytest.mark.parametrize(("text", "detail", "found"), ALARMS)
def test_it_warns_of_what_may_tell_who_a_child_is(text: str, detail: Detail, found: str) -> None:
    (warning,) = warnings_in(text)
    assert (warning.detail, text[warning.start : warning.end].replace("\u00a0", " ")) == (
        detail,
        warning.found,
    )
    assert warning.found == found.replace("\u00a0", " ")
    assert warning.found in warning.sentence
    assert "Please" in warning.sentence


@pytest.mark.parametrize("text", NO_ALARMS)
def test_it_keeps_quiet_about_everything_else(text: str) -> None:
    assert warnings_in(text) == []


def test_several_finds_come_in_the_order_of_the_text() -> None:
    text = "J.S., aged 7 (NHS 999 000 0018), and child AB (6), DOB 12/03/2014."
    assert [w.detail for w in warnings_in(text)] == [INITIALS, NHS, INITIALS, BORN]


def test_of_two_finds_in_one_place_the_first_stays() -> None:
    # Both "JS, aged 7" and "pupil JS, …" would match; one sentence is enough.
    assert len(warnings_in("pupil J.S., aged 7, was seen")) == 1
    assert len(warnings_in("Pupil JS, 7 years old, was seen")) == 1


@given(st.text(alphabet="0123456789", min_size=9, max_size=9))
def test_every_nine_digits_have_at_most_one_check_digit_and_a_slip_is_found(nine: str) -> None:
    good = [nine + d for d in "0123456789" if is_nhs_number(nine + d)]
    assert len(good) <= 1
    for number in good:
        for place in range(9):
            changed = number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 :]
            assert not is_nhs_number(changed)


@given(
    st.text(alphabet="0123456789", min_size=11, max_size=11),
    st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUVWXYZ"),
)
def test_every_pupil_number_has_exactly_one_check_letter(eleven: str, last: str) -> None:
    assert sum(is_upn(letter + eleven + last) for letter in "ABCDEFGHJKLMNPQRTUVWXYZ") == 1


@given(st.text(max_size=300))
def test_no_text_breaks_it(text: str) -> None:
    for warning in warnings_in(text):
        assert 0 <= warning.start < warning.end <= len(text)


@given(st.sampled_from([a[0] for a in ALARMS]), st.sampled_from([a[0] for a in ALARMS]))
def test_finds_never_overlap(first: str, second: str) -> None:
    found = warnings_in(f"{first}\n\n{second}")
    assert len(found) == 2
    assert found[0].end <= found[1].start
