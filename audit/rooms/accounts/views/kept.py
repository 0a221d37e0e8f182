"""What somebody typed into a form when their session had ended, carried through signing in again.

It travels in the pages themselves, signed and compressed, in a hidden field: nothing of it is stored.
"""

from dataclasses import dataclass
from typing import Any

from flask import current_app, request
from itsdangerous import BadData, URLSafeSerializer

from audit.web.errors import typed_text

LARGEST = 2 * 1024 * 1024
"""Bytes of text that are carried. More is shown to be copied instead."""

_LEFT_OUT = ("csrf_token", "password", "kept", "next")


@dataclass(frozen=True)
class Kept:
    """A form as it was sent: where to, and its fields in order. Files cannot be carried."""

    path: str
    fields: tuple[tuple[str, str], ...]
    had_files: bool

    def texts(self) -> list[tuple[str, str]]:
        """What is shown of it: text as people know it, not the form's own marks."""
        return [
            (name.replace("_", " ").replace("-", " ").capitalize(), value)
            for name, value in self.fields
            if name != "version" and not name.endswith(("-version", "_version")) and value.strip()
        ]


@dataclass(frozen=True)
class Carried:
    """What the sign-in page needs: the hidden field, or the text to copy when it is too much to carry."""

    token: str = ""
    to_copy: tuple[tuple[str, str], ...] = ()


def keep_what_was_typed() -> Carried:
    """Pack up the form that this request sends."""
    fields = [
        (name, value)
        for name, values in request.form.lists()
        for value in values
        if name not in _LEFT_OUT and "password" not in name
    ]
    if not any(value.strip() for _, value in fields) and not request.files:
        return Carried()
    if sum(len(name) + len(value.encode()) for name, value in fields) > LARGEST:
        return Carried(to_copy=tuple(typed_text()))
    path = request.full_path.rstrip("?")
    return Carried(_serializer().dumps([path, fields, any(f.filename for f in request.files.values())]))


def unpack(token: str) -> Kept | None:
    """What a hidden field carries; ``None`` when it is empty or was tampered with."""
    try:
        path, fields, had_files = _serializer().loads(token)
    except BadData:
        return None
    return Kept(path, tuple((name, value) for name, value in fields), had_files)


def _serializer() -> URLSafeSerializer:
    key: Any = current_app.secret_key
    return URLSafeSerializer(key, salt="audit.kept-text")
