"""The JSON Schemas of question sets and scales, and their errors as sentences an author can act on."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, ValidationError
from jsonschema.validators import extend

from audit.domain.problem import Problem, use_one_of
from audit.infra.yaml_file import in_quotes

STARTERS = Path(__file__).resolve().parents[2] / "questionnaires"
"""The folder of the sets, scales and schemas that come with the product."""

_TYPE_WORDS = {
    "string": "text",
    "array": "a list",
    "object": "a group of keys",
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
    "null": "empty",
}


def _pattern(_validator: Any, pattern: str, instance: Any, _schema: Any) -> Iterator[ValidationError]:
    # In Python a bare $ also fits before a line end at the close of the text, which no code may have.
    strict = pattern.removesuffix("$") + r"\Z" if pattern.endswith("$") else pattern
    if isinstance(instance, str) and not re.search(strict, instance):
        yield ValidationError("pattern")


_Validator = extend(Draft202012Validator, {"pattern": _pattern})


@cache
def _validator(name: str) -> Any:
    schema = json.loads((STARTERS / "schema" / f"{name}.schema.json").read_text(encoding="utf-8"))
    return _Validator(schema)


Written = Callable[[tuple[str | int, ...]], str]
"""Gives the unquoted characters in the file at a path, or nothing."""


def schema_problems(name: str, data: Any, written: Written = lambda path: "") -> list[Problem]:
    """What does not fit the schema (``questionnaire`` or ``scale``).

    With ``written`` a value that YAML did not read as text (yes, 2026.1) is quoted as the author wrote it.
    """
    found = [problem for error in _validator(name).iter_errors(data) for problem in _problems(error, written)]
    return list(dict.fromkeys(found))


def _problems(error: ValidationError, written: Written) -> Iterator[Problem]:
    path = tuple(error.absolute_path)
    if error.validator == "additionalProperties":
        schema: Any = error.schema
        value: Any = error.instance
        known = schema["properties"]
        for key in value:
            if key not in known:
                yield Problem((*path, key), f"There is no key '{key}' here. {use_one_of(known, key)}")
    elif error.validator == "required":
        # One error stands for each missing key, so the key is found by what the schema asks and the data lacks.
        asked: Any = error.validator_value
        given: Any = error.instance
        for key in asked:
            if key not in given:
                yield Problem(path, f"The key '{key}' is missing here. {_help_of(error.schema, key)}")
    else:
        yield Problem(path, _sentence(error, written(path)).strip())


def _sentence(error: ValidationError, written: str) -> str:
    """What is wrong with one value."""
    value: Any = error.instance
    asked: Any = error.validator_value
    help_ = error.schema.get("description", "") if isinstance(error.schema, Mapping) else ""
    not_text = isinstance(value, bool | int | float)
    match error.validator:
        case "type":
            if not_text and written and "string" in asked:
                return f"This is read as {_shown(value)}, not as text. {in_quotes(written)}"
            return f"This is {_shown(value)}, not {_types(asked)}. {help_}"
        case "enum":
            if not_text and written and isinstance(asked[0], str):
                return f"This is read as {_shown(value)}, not as text. {in_quotes(written)}"
            return f"{_quoted(value)} is not known here. {use_one_of(map(str, asked), str(value))}"
        case "const":
            return f"{_quoted(value)} is not known here. {help_}"
        case "pattern":
            return (
                f"{_quoted(value)} does not fit. {help_}"
                if value.strip()
                else f"Nothing stands here. {help_}"
            )
        case "maxLength":
            return f"This has {len(value):,} characters; at most {asked:,} fit. Shorten it."
        case "minItems":
            return f"The list has {len(value)} of at least {asked} items. {help_}"
        case "maxItems":
            return f"The list has {len(value):,} items; at most {asked:,} fit. {help_}"
        case "uniqueItems":
            return "The same item stands in this list twice. Keep one."
        case "minimum":
            return f"{value} is too small: at least {asked}. {help_}"
        case "maximum":
            return f"{value} is too large: at most {asked}. {help_}"
    return f"This does not fit. {help_}"


def _help_of(schema: Any, key: str) -> str:
    part = schema.get("properties", {}).get(key, {})
    return str(part.get("description", "Add it."))


def _types(asked: str | list[str]) -> str:
    return " or ".join(_TYPE_WORDS[word] for word in ([asked] if isinstance(asked, str) else asked))


def _shown(value: Any) -> str:
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return f"the number {value}"
    if isinstance(value, str):
        return f"the text '{_short(value)}'"
    return "a list" if isinstance(value, list) else "a group of keys"


def _quoted(value: Any) -> str:
    return f"'{_short(value)}'" if isinstance(value, str) else _shown(value).capitalize()


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
