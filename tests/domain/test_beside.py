"""A short form compares with the full one by the standards that it maps to."""

from copy import deepcopy

from hypothesis import given
from hypothesis import strategies as st

from audit.domain.beside import paired_standards
from audit.domain.questionnaire import questionnaire_from_data
from tests.support.question_sets import shipped_set


def test_the_shipped_short_form_maps_onto_the_full_one() -> None:
    full, short = (questionnaire_from_data(shipped_set(code)) for code in ("section-11", "section-11-short"))
    pairs = paired_standards(short, full)
    both = [pair for pair in pairs if pair.one and pair.other]
    assert len(both) == sum(1 for pair in pairs if pair.one)
    assert all(
        pair.one.maps_to == f"section-11#{pair.other.code}" for pair in both if pair.one and pair.other
    )
    back = paired_standards(full, short)
    assert {(p.one and p.one.code, p.other and p.other.code) for p in pairs} == {
        (p.other and p.other.code, p.one and p.one.code) for p in back
    }


@given(st.sets(st.integers(0, 13)), st.sets(st.integers(0, 13)))
def test_every_standard_is_in_one_pair(one: set[int], other: set[int]) -> None:
    def some(places: set[int], code: str) -> list[dict[str, object]]:
        standards = deepcopy(shipped_set("section-11-short"))["standards"]
        return [{**each, "code": f"{code}{n}"} for n, each in enumerate(standards) if n not in places]

    first, second = (
        questionnaire_from_data(deepcopy(shipped_set("section-11-short")) | {"standards": some(places, code)})
        for places, code in ((one, "a"), (other, "b"))
    )
    pairs = paired_standards(first, second)
    assert [p.one.code for p in pairs if p.one] == [s.code for s in first.standards if not s.is_header]
    assert sorted(p.other.code for p in pairs if p.other) == sorted(
        s.code for s in second.standards if not s.is_header
    )
