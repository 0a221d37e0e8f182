"""Answers to the kinds of question that have no grade, in words or as a number."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from audit.domain.dates import say_date
from audit.domain.questionnaire import Kind, Question


def value_of(question: Question, value: Any) -> str | int | float | date:
    """What was answered: a number or a date where it is one, so that a sheet can add it up or sort by it."""
    if value is None or value == "":
        return ""
    if question.kind in (Kind.NUMBER, Kind.PERCENTAGE):
        return _number(value)
    if question.kind is Kind.DATE:
        return _date(value)
    if question.kind is Kind.PERSON and isinstance(value, Mapping):
        trained = _date(value.get("trained_on") or "")
        parts = [
            value.get("name"),
            value.get("role"),
            f"trained {say_date(trained)}" if isinstance(trained, date) else "",
        ]
        return ", ".join(str(part) for part in parts if part)
    labels = {"yes": "Yes", "no": "No"} if question.kind is Kind.YES_NO else dict(question.choices)
    chosen = value if isinstance(value, list) else [value]
    return "; ".join(labels.get(str(each), str(each)) for each in chosen)


def _number(value: Any) -> str | int | float:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    if not number.is_finite():
        return str(value)
    return int(number) if number == number.to_integral_value() else float(number)


def _date(value: Any) -> str | date:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return str(value)
