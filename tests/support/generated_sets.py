"""Whole valid question sets made up by Hypothesis, with all that people and programs have ever typed into a text."""

from typing import Any

from hypothesis import strategies as st

from audit.domain.organisations import OrganisationKind, Phase
from audit.domain.scales import PALETTE
from audit.infra.questionnaire_files import content_problems

_ODD = st.sampled_from(
    [
        "=1+1",
        "+44 1632 960000",
        "-5",
        "@name",
        "yes",
        "No",
        "true",
        "null",
        "~",
        "1.10",
        "2026.1",
        "007",
        "1e5",
        "50 %",
        "Always",
        "a\nb",
        "a\n\nb",
        "\ttab",
        "  spaces  ",
        "“quotes” 'and' \"more\"",
        "a: b # c",
        "- item",
        "[x]",
        "{y}",
        "& <b>",
        "naïve 学校 🏫",
        "a = b",
        "x | y | z",
        "one, two; three",
        "_x000D_",
        "_x0041_",
        "a\u2028b",
        "a\x85b",
        "=",
        "'",
        "\\n",
        "%",
        "!tag",
        "*star",
    ]
)
_PRINTED = st.text(
    st.characters(min_codepoint=32, max_codepoint=0x2FFF, exclude_categories=["Cs", "Cc"]),
    min_size=1,
    max_size=30,
)
text = st.one_of(_ODD, _PRINTED).filter(lambda one: bool(one.strip()))
"""Any text that a file may hold, and that says something."""
_codes = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9.-]{0,6}", fullmatch=True)
_keys = st.one_of(
    st.sampled_from(["yes", "no", "1", "01", "on", "null"]),
    st.from_regex(r"[a-z0-9]{1,5}(-[a-z0-9]{1,4})?", fullmatch=True),
)


def _some(words: Any) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(list(words)), min_size=1, max_size=3, unique=True)


def _maybe(draw: Any, row: dict[str, Any], key: str, values: Any) -> None:
    """Leave a key out, or give it one of these values: a file may do either."""
    if draw(st.booleans()):
        row[key] = draw(values)


@st.composite
def scales(draw: Any) -> dict[str, Any]:
    """A grade scale of two to five grades, or of percentages."""
    if draw(st.integers(0, 4)) == 0:
        return {
            "scale": "made-up",
            "title": draw(text),
            "kind": "percent",
            "percent": {"step": draw(st.sampled_from([20, 25, 50])), "meets_minimum_from": 75},
        }
    keys = draw(st.lists(_keys.filter(lambda k: k != "always"), min_size=2, max_size=5, unique=True))
    labels = draw(
        st.lists(
            text.filter(lambda t: len(t) <= 60),
            min_size=len(keys),
            max_size=len(keys),
            unique_by=str.casefold,
        )
    )
    grades = [
        {
            "key": key,
            "label": label,
            "letter": str(n),
            "meaning": draw(text),
            "colour": PALETTE[n],
            "points": n,
            "meets_minimum": n == len(keys) - 1,
        }
        for n, (key, label) in enumerate(zip(keys, labels, strict=True))
    ]
    return {"scale": "made-up", "title": draw(text), "kind": "grades", "grades": grades}


@st.composite
def questions(
    draw: Any, code: str, scale: dict[str, Any], earlier: list[dict[str, Any]], *, in_header: bool
) -> dict[str, Any]:
    """One question; ``earlier`` are those that it may hang on."""
    kinds = ["yes-no", "choice", "text", "number", "percentage", "date", "person"]
    row: dict[str, Any] = {
        "code": code,
        "kind": draw(st.sampled_from(kinds if in_header else ["graded", *kinds])),
        "text": draw(text),
    }
    grades = [g["key"] for g in scale.get("grades", ())]
    if row["kind"] == "choice":
        keys = draw(st.lists(_keys.filter(lambda k: k != "always"), min_size=2, max_size=3, unique=True))
        labels = draw(st.lists(text, min_size=len(keys), max_size=len(keys), unique_by=str.casefold))
        row["choices"] = [{"key": key, "label": label} for key, label in zip(keys, labels, strict=True)]
        _maybe(draw, row, "multiple", st.booleans())
    if row["kind"] in ("number", "percentage"):
        _maybe(draw, row, "minimum", st.sampled_from([None, 0, 0.5, 5]))
        _maybe(draw, row, "maximum", st.sampled_from([None, 5, 99.25, 100]))
        _maybe(draw, row, "unit", st.one_of(st.none(), text))
    if row["kind"] == "graded" and grades:
        _maybe(draw, row, "descriptors", st.fixed_dictionaries(dict.fromkeys(grades, text)))
    if row["kind"] in ("graded", "yes-no", "choice"):
        row_answers = _answers(row, grades)
        needed = st.just("always")
        if row_answers:
            needed = st.one_of(needed, st.lists(st.sampled_from(row_answers), max_size=3, unique=True))
        _maybe(
            draw,
            row,
            "requires",
            st.fixed_dictionaries({}, optional={"narrative": needed, "evidence": needed}),
        )
        _maybe(draw, row, "required", st.booleans())
    for key in ("hint", "guidance"):
        _maybe(draw, row, key, st.one_of(st.none(), st.just(""), text))
    _maybe(draw, row, "strength", st.sampled_from(["must", "should", "local"]))
    _maybe(draw, row, "expected_evidence", st.lists(text, max_size=3))
    _maybe(
        draw,
        row,
        "themes",
        st.lists(st.sampled_from(["online-safety", "no", "2026"]), max_size=3, unique=True),
    )
    _maybe(draw, row, "continues", st.sampled_from([None, "other/2025.10#1.10"]))
    _maybe(
        draw,
        row,
        "equivalent_to",
        st.lists(st.sampled_from(["other#1.10", "b/2026.1#2"]), max_size=2, unique=True),
    )
    reference = {"title": text, "edition": text}
    _maybe(draw, row, "reference", st.fixed_dictionaries(reference, optional={"part": text}))
    targets = [one for one in earlier if _answers(one, grades)]
    if targets and draw(st.booleans()):
        target = draw(st.sampled_from(targets))
        row["condition"] = {"question": target["code"], "is": draw(_some(_answers(target, grades)))}
    elif draw(st.booleans()):
        row["applies_to"] = {
            "kinds": ["school", *draw(_some([k for k in OrganisationKind if k != "school"]))]
        }
        _maybe(draw, row["applies_to"], "phases", _some([str(p) for p in Phase]))
    return row


def _answers(row: dict[str, Any], grades: list[str]) -> list[str]:
    if row["kind"] == "graded":
        return grades
    if row["kind"] == "yes-no":
        return ["yes", "no"]
    return [choice["key"] for choice in row.get("choices", ())]


@st.composite
def sets(draw: Any) -> dict[str, Any]:
    """The content of a whole sound set, with its scale."""
    scale = draw(scales())
    codes = iter(draw(st.lists(_codes, min_size=12, max_size=12, unique_by=str.casefold)))
    earlier: list[dict[str, Any]] = []

    def asked(most: int, *, in_header: bool) -> list[dict[str, Any]]:
        found = []
        for _ in range(draw(st.integers(0 if in_header else 1, most))):
            row = draw(questions(next(codes), scale, earlier, in_header=in_header))
            found.append(row)
            earlier.append(row)
        return found

    content: dict[str, Any] = {
        "questionnaire": "made-up",
        "edition": draw(_codes),
        "title": draw(text),
        "duty": "other",
        "scale": scale,
    }
    _maybe(draw, content, "header", st.just(asked(2, in_header=True)))
    content.setdefault("header", [])
    if not content["header"]:
        earlier.clear()
        if draw(st.booleans()):
            del content["header"]
    _maybe(
        draw,
        content,
        "guidance",
        st.lists(st.fixed_dictionaries({"title": text, "edition": text}), max_size=2),
    )
    for key in ("about", "notice"):
        _maybe(draw, content, key, text)
    _maybe(draw, content, "instrument", st.sampled_from(["self-assessment", "visit"]))
    _maybe(draw, content, "continues", st.none())
    _maybe(draw, content, "starter", st.booleans())
    _maybe(
        draw,
        content,
        "sign_off",
        st.sampled_from([{}, {"steps": ["head", "chair"]}, {"governing_body_date": False}]),
    )
    content["standards"] = []
    for code in draw(
        st.lists(
            _codes.filter(lambda c: c.casefold() != "about"), min_size=1, max_size=3, unique_by=str.casefold
        )
    ):
        standard: dict[str, Any] = {"code": code, "title": draw(text)}
        _maybe(draw, standard, "about", st.one_of(st.none(), text))
        _maybe(draw, standard, "maps_to", st.sampled_from([None, "other#1.10"]))
        standard["questions"] = asked(3, in_header=False)
        content["standards"].append(standard)
    return content


def sound_sets() -> st.SearchStrategy[dict[str, Any]]:
    """Those of them that can be published: now and then a question that nobody is asked is made up."""
    return sets().filter(lambda content: content_problems(content) == [])
