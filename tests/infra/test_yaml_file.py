"""A YAML file written by a person is read with its places, or refused with a sentence and a line."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from audit.infra.yaml_file import MAX_BYTES, Slip, YamlUnreadable, parse_yaml, read_yaml

SET = b"""\
# a comment
title: A set
standards:
  - code: "1"
    questions:
      - {code: "1.1", text: First}
      - code: "1.2"
        text: >-
          Second,
          folded
empty:
"""


def refusal(content: bytes) -> Slip:
    with pytest.raises(YamlUnreadable) as caught:
        parse_yaml(content)
    return caught.value.slip


def test_the_data_is_what_yaml_says() -> None:
    assert parse_yaml(SET).data == yaml.safe_load(SET)


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ((), (2, 1)),
        (("title",), (2, 1)),
        (("standards",), (3, 1)),
        (("standards", 0), (4, 5)),
        (("standards", 0, "questions", 0, "text"), (6, 23)),
        (("standards", 0, "questions", 1), (7, 9)),
        (("standards", 0, "questions", 1, "text"), (8, 9)),
        (("standards", 0, "missing", "deeper"), (4, 5)),
        (("title", "deeper"), (2, 1)),
        (("standards", 7), (3, 1)),
    ],
)
def test_every_key_and_item_has_its_place(path: tuple[str | int, ...], place: tuple[int, int]) -> None:
    assert parse_yaml(SET).place(path) == place


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("12", 12),
        ("-3", -3),
        ("+3", 3),
        ("2.5", 2.5),
        ("yes", True),
        ("No", False),
        ("TRUE", True),
        ("yEs", "yEs"),
        ("~", None),
        ("null", None),
        ("", None),
        ("2026-09-01", "2026-09-01"),
        ("007", "007"),
        ("1:30", "1:30"),
        ("0x1F", "0x1F"),
        ("1e9", "1e9"),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("9" * 400, "9" * 400),
        ('"yes"', "yes"),
        ("'12'", "12"),
        ("1.1.1", "1.1.1"),
    ],
)
def test_plain_values_mean_only_what_json_can_say(written: str, value: Any) -> None:
    found = parse_yaml(f"key: {written}\n".encode()).data["key"]
    assert found == value
    assert type(found) is type(value)


def test_what_stands_without_quotes_is_remembered_as_written() -> None:
    document = parse_yaml(b'a: yes\nb: "yes"\nc: [2026.10]\n')
    assert document.written(("a",)) == "yes"
    assert document.written(("b",)) == ""
    assert document.written(("c", 0)) == "2026.10"
    assert document.written(("c",)) == ""
    assert document.written(("nowhere",)) == ""


def test_a_key_that_stands_twice_is_named_with_both_lines() -> None:
    document = parse_yaml(b"a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\na: 2\n")
    assert [(slip.line, slip.column) for slip in document.slips] == [(5, 3), (6, 1)]
    assert "'c' stands here a second time; the first is on line 3" in document.slips[0].sentence


@pytest.mark.parametrize(
    ("key", "mend"), [("yes", 'as true: write it in quotes, "yes"'), ("1", 'quotes, "1"'), ("2.5", '"2.5"')]
)
def test_a_key_that_is_not_text_is_explained(key: str, mend: str) -> None:
    (slip,) = parse_yaml(f"descriptors:\n  {key}: Text\n".encode()).slips
    assert slip.line == 2
    assert mend in slip.sentence


def test_aliases_repeat_a_value_at_its_own_place() -> None:
    document = parse_yaml(b"first: &ref {title: T, edition: E}\nsecond: *ref\n")
    assert document.data["second"] == {"title": "T", "edition": "E"}
    assert document.place(("second",)) == (2, 1)
    assert document.place(("second", "title")) == (1, 14)


def test_a_billion_laughs_end_with_a_sentence() -> None:
    lines = ["a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    slip = refusal("\n".join(lines).encode())
    assert "more than 100,000 values" in slip.sentence
    assert slip.line == 5


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        (b"", 1, "empty"),
        (b"# nothing but a comment\n", 1, "empty"),
        (b"a: [1, 2\nb: 3\n", 2, "cannot be read from here"),
        (b"a: text: more\n", 1, "a text with a colon that needs quotes"),
        (b"a:\n\t- b\n", 2, "cannot be read from here"),
        (b"a: 1\n---\nb: 2\n", 2, "second document"),
        (b"a: 1\nb: caf\xe9\n", 2, "not UTF-8"),
        (b"a: 1\nb: \x00\n", 2, "character"),
        (b'a: 1\nb: "\\0"\n', 2, "control character"),
        (b'b: "\\ud800"\n', 1, "c"),
        (b"a: !!python/object/apply:os.system [ls]\n", 1, "tag"),
        (b"a: !mine b\n", 1, "tag"),
        (b"a: &x [*x]\n", 1, "does not point to a finished value"),
        (b"a: *nowhere\n", 1, "nowhere"),
        (b"a: &k text\n*k : b\n", 2, "does not point"),
        (b"? [a, b]\n: c\n", 1, "plain word"),
        (b"[" * 50_000, 1, "deep"),
        (b"a: " * 3, 1, "cannot be read"),
        (b"x" * (MAX_BYTES + 1), 1, "larger than 2 MB"),
    ],
    ids=lambda value: repr(value)[:25],
)
def test_what_cannot_be_read_gets_a_line_and_a_sentence(content: bytes, line: int, words: str) -> None:
    slip = refusal(content)
    assert slip.line == line
    assert words in slip.sentence


def test_a_byte_order_mark_does_no_harm() -> None:
    assert parse_yaml(b"\xef\xbb\xbfa: 1\n").data == {"a": 1}


@given(st.binary(max_size=200) | st.text("ab:-[]{}&*!|>'\"\n ?#%@`\t1", max_size=80).map(str.encode))
def test_no_input_raises_anything_else(content: bytes) -> None:
    slips: list[Slip] = []
    try:
        slips += parse_yaml(content).slips
    except YamlUnreadable as refused:
        slips.append(refused.slip)
    assert all(slip.line >= 1 and slip.sentence.endswith((".", "?")) for slip in slips)


def test_files_are_read_and_a_missing_one_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(SET)
    assert read_yaml(path).data["title"] == "A set"
    with pytest.raises(YamlUnreadable, match="no such file"):
        read_yaml(tmp_path / "b.yaml")
    with pytest.raises(YamlUnreadable, match="could not be opened"):
        read_yaml(tmp_path)
