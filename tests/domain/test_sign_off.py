"""Who signs, in which order, and what they must say."""

from datetime import UTC, date, datetime

import pytest

from audit.domain.errors import NotAllowed, RuleBroken
from audit.domain.sign_off import Signature, SignOffStanding, step_title

TODAY = date(2026, 9, 14)


def signature(step: str, person_id: int | None = 1) -> Signature:
    return Signature(step, person_id, "Ash", "Head", datetime(2026, 9, 14, 9, 30, tzinfo=UTC))


def two(*signed: Signature, date_wanted: bool = True) -> SignOffStanding:
    return SignOffStanding(("head", "chair"), signed, date_wanted)


def test_steps_are_signed_in_order() -> None:
    assert (two().next_step, two().is_last) == ("head", False)
    assert (two(signature("head")).next_step, two(signature("head")).is_last) == ("chair", True)
    assert two(signature("head"), signature("chair", 2)).next_step is None


def test_a_step_is_shown_by_its_title() -> None:
    assert step_title("head") == "Head or principal"
    assert step_title("area-manager") == "Area manager"


def test_one_person_signs_once_and_is_told_why() -> None:
    with pytest.raises(NotAllowed, match=r"as Head or principal.* as Chair of governors.*both posts"):
        two(signature("head")).check_signer(1)
    two(signature("head")).check_signer(2)
    two().check_signer(1)
    two(signature("head", None)).check_signer(None)
    two(signature("head"), signature("chair", 2)).check_signer(1)


@pytest.mark.parametrize(
    ("steps", "asked"),
    [
        (("head", "chair"), "chair"),
        (("chair", "head"), "chair"),
        (("head",), "head"),
        (("head", "chief-officer"), "chief-officer"),
    ],
)
def test_the_chair_or_the_last_gives_the_date_of_the_meeting(steps: tuple[str, ...], asked: str) -> None:
    standing = SignOffStanding(steps, (), True)
    assert [s for s in steps if standing.asks_governing_body_date(s)] == [asked]
    assert not SignOffStanding(steps, (), False).asks_governing_body_date(asked)


def test_the_date_of_the_meeting_is_there_and_not_to_come() -> None:
    assert two().check_governing_body_date("chair", TODAY, TODAY) == TODAY
    assert two().check_governing_body_date("head", TODAY, TODAY) is None
    for day, words in ((None, "Enter the date"), (date(2026, 9, 15), "today or in the past")):
        with pytest.raises(RuleBroken, match=words) as refused:
            two().check_governing_body_date("chair", day, TODAY)
        assert refused.value.field == "governing_body_on"


def test_there_must_be_as_many_approvers_as_steps() -> None:
    assert "Invite an approver" in (two().lacks_approvers([]) or "")
    assert "only one approver" in (two().lacks_approvers([(7, ""), (7, "head")]) or "")
    assert two().lacks_approvers([(7, ""), (8, "")]) is None
    assert SignOffStanding(("chief-officer",)).lacks_approvers([(7, "")]) is None
    three = SignOffStanding(("head", "chair", "chief-officer"))
    assert "Three different people must sign this return" in (three.lacks_approvers([(7, ""), (8, "")]) or "")
    assert "only two approvers" in (three.lacks_approvers([(7, ""), (8, "")]) or "")
    assert three.lacks_approvers([(7, ""), (8, ""), (9, "")]) is None


def test_each_step_needs_somebody_of_its_own() -> None:
    assert two().lacks_approvers([(7, "chair"), (8, "head")]) is None
    assert "as Chair of governors" in (two().lacks_approvers([(7, "head"), (8, "head")]) or "")
    assert "as Head or principal" in (two().lacks_approvers([(7, "chair"), (8, "chair")]) or "")
    both = two().lacks_approvers([(7, "chair"), (7, "head"), (8, "chief-officer")])
    assert both == "Two different people must sign this return. Invite another approver, then send it."


def test_whoever_signs_one_step_only_does_not_sign_another() -> None:
    two().check_signer(1, {"head"})
    two().check_signer(1, {"chair", ""})
    with pytest.raises(NotAllowed, match=r"that of the head or principal\. You sign as Chair"):
        two().check_signer(1, {"chair"})
    with pytest.raises(NotAllowed, match="You sign as nobody"):
        two().check_signer(1, ())
    two(signature("head"), signature("chair", 2)).check_signer(3, {"head"})
