"""A board's changes and those of a new edition meet: nothing is lost unseen."""

from copy import deepcopy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from audit.domain.taking_over import CONFLICT_WORDS, Conflict, take_over


def _question(code: str, text: str = "So?") -> dict[str, Any]:
    return {"code": code, "kind": "text", "text": text}


def _set(*standards: dict[str, Any], **more: Any) -> dict[str, Any]:
    made = {"questionnaire": "a", "edition": "1", "title": "A", "scale": {"scale": "s"}}
    return {**made, "standards": list(standards), **more}


def _standard(code: str, *questions: dict[str, Any], title: str = "One") -> dict[str, Any]:
    return {"code": code, "title": title, "questions": list(questions)}


BASE = _set(_standard("1", _question("1.1"), _question("1.2"), _question("1.3")), header=[_question("H1")])

questions = st.dictionaries(
    st.sampled_from(["1.1", "1.2", "1.3", "1.4", "1.5"]),
    st.sampled_from(["So?", "Other?", "Third?"]),
    min_size=1,
)
sets = questions.map(
    lambda said: _set(_standard("1", *(_question(code, text) for code, text in said.items())))
)


@given(sets, sets, sets)
def test_where_one_side_changed_that_side_stands_and_no_addition_is_lost(
    base: dict[str, Any], theirs: dict[str, Any], ours: dict[str, Any]
) -> None:
    before = deepcopy((base, theirs, ours))
    found = take_over(base, theirs, ours)
    assert (base, theirs, ours) == before

    def rows(side: dict[str, Any]) -> dict[str, Any]:
        return {q["code"]: q for s in side["standards"] for q in s["questions"]}

    old, new, own, got = rows(base), rows(theirs), rows(ours), rows(found.content)
    named = {each.code for each in found.undecided}
    for code in {*old, *new, *own}:
        if own.get(code) == old.get(code):
            assert got.get(code) == new.get(code)
        elif new.get(code) in (old.get(code), own.get(code)):
            assert got.get(code) == own.get(code)
        else:
            assert code in named
            assert got.get(code) == own.get(code)
    assert rows(take_over(base, base, ours).content) == own
    assert rows(take_over(base, theirs, base).content) == new


def test_every_conflict_is_named() -> None:
    theirs = _set(
        _standard("1", *(_question(code, "Theirs?") for code in ("1.1", "1.2", "1.9")), title="Uno"),
        _standard("2", _question("2.1")),
        _standard("9", _question("9.1", "Theirs?")),
        edition="2", title="B", about="New words",
    )  # fmt: skip
    ours = _set(
        _standard("1", _question("1.1", "Ours?"), _question("1.3", "Ours?"), _question("1.9", "Ours?")),
        _standard("3", _question("3.1"), title="Our own section"),
        questionnaire="mine", title="Mine",
    )  # fmt: skip
    found = take_over(BASE, theirs, ours)
    assert {each.code: each.why for each in found.undecided} == {
        "1.1": Conflict.BOTH_CHANGED, "1.2": Conflict.WE_DROPPED, "1.3": Conflict.THEY_DROPPED,
        "1.9": Conflict.SAME_CODE,
    }  # fmt: skip
    assert set(CONFLICT_WORDS) == set(Conflict)
    content = found.content
    assert (content["questionnaire"], content["title"], content["about"]) == ("mine", "Mine", "New words")
    assert [each["code"] for each in content["standards"]] == ["1", "2", "9", "3"]
    assert content["standards"][0]["title"] == "Uno"
    assert "header" not in content
    assert take_over(BASE, BASE, BASE).content == BASE
    dropped = _set(_standard("5", _question("5.1")))
    more = _set(_standard("1", *BASE["standards"][0]["questions"], _question("1.4")))
    assert [each["code"] for each in take_over(BASE, BASE, dropped).content["standards"]] == ["5"]
    back = take_over(BASE, more, dropped).content["standards"]
    assert [(each["code"], [q["code"] for q in each["questions"]]) for each in back] == [
        ("1", ["1.4"]),
        ("5", ["5.1"]),
    ]
