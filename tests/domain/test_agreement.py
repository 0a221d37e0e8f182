"""How two grades become one: what is missing, who is heard when, and the grade that stands."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.agreement import (
    HOW_WORDS,
    JUDGEMENT_WORDS,
    Agreed,
    Exchange,
    How,
    JudgementStatus,
    Opinion,
    Verdict,
    answer_fingerprint,
    heard,
    judgement_status,
    lacking,
    may_follow,
    verb_to_answer,
    verb_to_finalise,
    verb_to_reply,
)
from audit.domain.moderation import EvidenceQuality, ModerationState, ModerationVerb

RED, AMBER, GREEN = Verdict("red"), Verdict("amber"), Verdict("green")
NA, NOTHING = Verdict(None, not_applicable=True), Verdict()

MOVED = Exchange(own=GREEN, moderated=AMBER)

verdicts = st.sampled_from([NOTHING, RED, AMBER, GREEN, NA])
words = st.sampled_from(["", " ", "Because."])
exchanges = st.builds(
    Exchange,
    own=verdicts,
    moderated=verdicts,
    accepted=st.sampled_from([None, True, False]),
    reply=words,
    gives_way=st.sampled_from([None, True, False]),
    rejoinder=words,
    settled=verdicts,
    settled_reason=words,
)


def test_every_status_and_every_way_has_words() -> None:
    assert set(JUDGEMENT_WORDS) == set(JudgementStatus)
    assert set(HOW_WORDS) == set(How)


def test_the_fingerprint_of_an_answer_is_of_its_words_and_files_alone() -> None:
    answer = {
        "grade": "green",
        "value": None,
        "narrative": "It is in place.",
        "not_applicable": False,
        "na_reason": "",
        "evidence": [{"id": 1, "sha256": "a"}, {"id": 2, "sha256": "b"}],
        "updated_by": "Robin",
        "updated_at": "2026-09-14T09:30:00+00:00",
    }
    same = {**answer, "updated_by": "Sam", "evidence": [{"id": 9, "sha256": "b"}, {"id": 1, "sha256": "a"}]}
    assert answer_fingerprint(answer) == answer_fingerprint(same)
    for change in ({"narrative": "It is planned."}, {"grade": "red"}, {"evidence": []}):
        assert answer_fingerprint({**answer, **change}) != answer_fingerprint(answer)
    assert answer_fingerprint(None) == answer_fingerprint({})


@pytest.mark.parametrize(
    ("opinion", "files", "opened", "missing"),
    [
        (Opinion(), 0, False, ("Choose your grade",)),
        (Opinion(GREEN), 0, False, ()),
        (Opinion(NA), 0, False, ("Say why your grade differs",)),
        (Opinion(AMBER, comment=" "), 0, False, ("Say why your grade differs",)),
        (Opinion(AMBER, comment="The policy is old."), 0, False, ()),
        (Opinion(GREEN), 2, False, ()),
        (Opinion(GREEN, EvidenceQuality.ABSENT), 2, False, ()),
        (
            Opinion(GREEN, EvidenceQuality.STRONG),
            2,
            False,
            ("Open at least one file before you say how good the evidence is",),
        ),
        (Opinion(GREEN, EvidenceQuality.WEAK), 2, True, ()),
        (Opinion(GREEN, EvidenceQuality.WEAK), 0, False, ()),
    ],
)
def test_what_a_judgement_lacks(opinion: Opinion, files: int, opened: bool, missing: tuple[str, ...]) -> None:
    assert lacking(GREEN, opinion, files=files, opened=opened) == missing


def test_where_a_judgement_stands() -> None:
    assert judgement_status(GREEN, None) is JudgementStatus.NOT_JUDGED
    assert judgement_status(GREEN, Opinion()) is JudgementStatus.NOT_JUDGED
    assert judgement_status(NOTHING, None) is JudgementStatus.NOT_ANSWERED
    assert judgement_status(GREEN, Opinion(GREEN)) is JudgementStatus.JUDGED
    assert judgement_status(GREEN, Opinion(AMBER)) is JudgementStatus.INCOMPLETE
    assert judgement_status(GREEN, Opinion(comment="Hm.")) is JudgementStatus.INCOMPLETE
    assert judgement_status(GREEN, Opinion(GREEN), changed=True) is JudgementStatus.CHANGED
    assert judgement_status(NOTHING, Opinion(RED, comment="Nothing is there.")) is JudgementStatus.JUDGED


def test_a_self_grade_is_followed_only_where_nothing_is_noted_and_the_evidence_was_opened() -> None:
    assert may_follow(GREEN, None, files=0, opened=False)
    assert may_follow(NA, Opinion(), files=1, opened=True)
    assert not may_follow(GREEN, None, files=1, opened=False)
    assert not may_follow(GREEN, Opinion(comment="Hm."), files=0, opened=False)
    assert not may_follow(NOTHING, None, files=0, opened=False)


@pytest.mark.parametrize(
    ("exchange", "agreed"),
    [
        (Exchange(GREEN, GREEN), Agreed(GREEN, How.SAME)),
        (Exchange(NOTHING), Agreed(NOTHING, How.SAME)),
        (Exchange(NA, NA), Agreed(NA, How.SAME)),
        (MOVED, None),
        (replace(MOVED, accepted=True), Agreed(AMBER, How.ACCEPTED)),
        (replace(MOVED, accepted=False, reply="No."), None),
        (replace(MOVED, accepted=False, reply="No.", gives_way=True), Agreed(GREEN, How.GAVE_WAY)),
        (replace(MOVED, accepted=False, reply="No.", gives_way=False, rejoinder="Yes."), None),
        (replace(MOVED, accepted=False, gives_way=False, settled=RED), Agreed(RED, How.SETTLED)),
        (replace(MOVED, settled=NA), Agreed(NA, How.SETTLED)),
    ],
)
def test_the_grade_that_stands(exchange: Exchange, agreed: Agreed | None) -> None:
    assert exchange.agreed == agreed


def test_what_each_side_still_has_to_say() -> None:
    assert Exchange(GREEN, GREEN).reply_lacks() == ()
    assert MOVED.reply_lacks() == ("Say whether you accept the moderated grade",)
    assert replace(MOVED, accepted=True).reply_lacks() == ()
    refused = replace(MOVED, accepted=False)
    assert refused.reply_lacks() == ("Say why you do not accept the moderated grade",)
    replied = replace(refused, reply="It is new.")
    assert replied.reply_lacks() == ()
    assert MOVED.rejoinder_lacks() == ()
    assert replied.rejoinder_lacks() == ("Say whether you give way",)
    assert replace(replied, gives_way=True).rejoinder_lacks() == ()
    kept = replace(replied, gives_way=False)
    assert kept.rejoinder_lacks() == ("Say why your grade stands",)
    assert replace(kept, rejoinder="It is a draft.").rejoinder_lacks() == ()
    assert replace(replied, gives_way=True).settlement_lacks() == ()
    assert kept.settlement_lacks() == ("Choose the grade that stands", "Give the reason")
    assert replace(kept, settled=RED).settlement_lacks() == ("Give the reason",)
    assert replace(kept, settled=RED, settled_reason="We read it.").settlement_lacks() == ()


def test_nobody_hears_what_another_is_still_writing() -> None:
    whole = Exchange(GREEN, AMBER, False, "It is new.", False, "It is a draft.", RED, "We read it.")
    assert heard(whole, ModerationState.WITH_ORGANISATION) == MOVED
    assert heard(whole, ModerationState.REPLIED) == replace(MOVED, accepted=False, reply="It is new.")
    to_settle = heard(whole, ModerationState.WITH_BOARD)
    assert (to_settle.gives_way, to_settle.rejoinder) == (False, "It is a draft.")
    assert (to_settle.settled, to_settle.settled_reason) == (NOTHING, "")
    assert heard(whole, ModerationState.AGREED) == whole


def test_words_of_an_earlier_round_are_not_heard_again() -> None:
    silent = Exchange(GREEN, AMBER, None, "Typed and never sent.", None, "Old.", NOTHING, "Old.")
    assert heard(silent, ModerationState.AGREED) == MOVED


def test_the_verbs_of_the_three_steps() -> None:
    same = Exchange(GREEN, GREEN)
    assert verb_to_finalise([same]) is ModerationVerb.AGREE
    assert verb_to_finalise([same, MOVED]) is ModerationVerb.FINALISE
    assert verb_to_reply([same, replace(MOVED, accepted=True)]) is ModerationVerb.AGREE
    refused = replace(MOVED, accepted=False, reply="No.")
    assert verb_to_reply([refused]) is ModerationVerb.REPLY
    assert verb_to_answer([same, replace(refused, gives_way=True)]) is ModerationVerb.AGREE
    assert verb_to_answer([replace(refused, gives_way=False)]) is ModerationVerb.ANSWER


@given(exchanges)
def test_what_is_agreed_is_never_for_the_board_without_its_word(exchange: Exchange) -> None:
    agreed = exchange.agreed
    if agreed is None:
        assert exchange.is_for_the_board
        assert exchange.settlement_lacks()
    else:
        assert agreed.verdict in (exchange.own, exchange.moderated, exchange.settled)
        if agreed.how is not How.SETTLED:
            assert not exchange.is_for_the_board


@given(st.lists(exchanges, max_size=6))
def test_when_everything_has_been_said_every_grade_is_agreed(said: list[Exchange]) -> None:
    if verb_to_finalise(said) is ModerationVerb.AGREE:
        assert all(each.agreed == Agreed(each.own, How.SAME) for each in said)
    if not any(each.reply_lacks() for each in said) and verb_to_reply(said) is ModerationVerb.AGREE:
        assert all(each.agreed for each in said)
    if verb_to_answer(said) is ModerationVerb.AGREE:
        assert all(each.agreed for each in said)
    if not any(each.settlement_lacks() for each in said):
        assert all(each.agreed for each in said)
