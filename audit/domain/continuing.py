"""A new edition made from an earlier one: its questions say which they continue, so that answers carry over."""

from collections.abc import Mapping
from typing import Any

from audit.domain.amending import questions_in


def continuing(
    content: Mapping[str, Any], base: Mapping[str, Any], origin: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """``content`` with each question that kept its code and kind continuing the one of ``base``.

    ``origin`` is what ``content`` was copied from, where that is another set: a link that came along with the copy is
    nobody's decision. What somebody wrote of it otherwise stays. Within one set a question without such a link goes by
    its code anyway, so nothing is written there. ``content`` itself is left as it is.
    """
    name = f"{base['questionnaire']}/{base['edition']}"
    if name == f"{content['questionnaire']}/{content['edition']}":
        return dict(content)
    then = {question["code"]: question for question in questions_in(base)}
    copied = {question["code"]: question.get("continues") for question in questions_in(origin or base)}
    is_other_set = base["questionnaire"] != content["questionnaire"]

    def linked(question: Mapping[str, Any]) -> dict[str, Any]:
        before = then.get(question["code"])
        same = before is not None and before["kind"] == question["kind"]
        link = question.get("continues")
        unwritten = before is not None and link in (before.get("continues"), copied.get(question["code"]))
        if before is None or not same or not unwritten:
            return dict(question)
        if link or before.get("continues") or is_other_set:
            return {**question, "continues": f"{name}#{question['code']}"}
        return dict(question)

    header = {"header": [linked(each) for each in content["header"]]} if content.get("header") else {}
    return {
        **content,
        **header,
        "standards": [
            {**standard, "questions": [linked(each) for each in standard["questions"]]}
            for standard in content["standards"]
        ],
    }
