"""What a question set is for."""

from audit.domain.instruments import ASKED_FOR, IN_ROUNDS, INSTRUMENT_WORDS, Instrument
from audit.domain.questionnaire import questionnaire_from_data
from tests.support import question_sets


def test_every_instrument_has_its_words() -> None:
    assert set(INSTRUMENT_WORDS) == set(Instrument)
    assert Instrument.STAFF_SURVEY not in IN_ROUNDS
    assert set(ASKED_FOR) == IN_ROUNDS


def test_a_set_is_a_self_assessment_unless_it_says_otherwise() -> None:
    content = question_sets.content()
    assert questionnaire_from_data(content).instrument is Instrument.SELF_ASSESSMENT
    assert questionnaire_from_data({**content, "instrument": "visit"}).instrument is Instrument.VISIT
