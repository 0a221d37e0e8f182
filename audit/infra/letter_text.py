"""Texts with placeholders, ``{{ organisation }}``, that people write: read, checked and filled in, and never run.

Only what a letter needs is understood: placeholders, ``{% if … %}`` and a list line by line. There is no way from a
text to the program or to anything that takes long, whoever writes it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from jinja2 import StrictUndefined, TemplateError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from audit.domain.dates import say_date, say_moment


class TextProblem(Exception):
    """A text that cannot be read or filled in, with the sentence that says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True)
class Placeholders:
    """The facts that a text names, and those that it says whatever they are (not only on a condition)."""

    named: frozenset[str]
    always: frozenset[str]
    listed: frozenset[str]
    """Those whose parts the text writes one by one: it must be a list, or it would be written letter by letter."""


def _say(value: Any) -> Any:
    """Facts as people read them, without their having to ask for it."""
    if isinstance(value, datetime):
        return say_moment(value)
    if isinstance(value, date):
        return say_date(value)
    if isinstance(value, (list, tuple)):
        return ", ".join(str(item) for item in value)
    return "" if value is None else value


_texts = ImmutableSandboxedEnvironment(
    undefined=StrictUndefined,
    autoescape=False,
    trim_blocks=True,
    lstrip_blocks=True,
    finalize=_say,
)
_texts.globals.clear()
_FILTERS = frozenset({"date", "moment", "join", "select"})
_texts.filters = {name: _texts.filters[name] for name in ("join", "select")}
_texts.filters.update(date=say_date, moment=say_moment)

_KNOWN = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.If, nodes.CondExpr, nodes.Not, nodes.And,
    nodes.Or, nodes.Const, nodes.List, nodes.For, nodes.Filter, nodes.Compare, nodes.Operand, nodes.Concat,
)  # fmt: skip
_ADVICE = "Write only words and placeholders such as {{ organisation }}."


def placeholders(text: str) -> Placeholders:
    """What a text names; raises TextProblem for one that cannot be read or asks for more than facts."""
    try:
        tree = _texts.parse(text)
    except TemplateError as error:
        line = getattr(error, "lineno", None)
        where = f"Line {line}" if line and "\n" in text else "The text"
        raise TextProblem(
            f"{where} has a placeholder that could not be read. Write placeholders like {{{{ organisation }}}}, with "
            "two curly brackets on each side."
        ) from None
    _refuse_more(tree)
    named: set[str] = set()
    _gather(tree, named, frozenset())
    listed = {_inmost(node.iter) for node in tree.find_all(nodes.For)}
    listed |= {_inmost(node.node) for node in tree.find_all(nodes.Filter) if node.name in ("join", "select")}
    return Placeholders(frozenset(named), frozenset(_always(tree.body)), frozenset(listed - {""}))


def _inmost(node: nodes.Node | None) -> str:
    """The name of the fact to which filters are applied; nothing where it is none."""
    while isinstance(node, nodes.Filter):
        node = node.node
    return node.name if isinstance(node, nodes.Name) else ""


def fill(text: str, facts: Mapping[str, Any]) -> str:
    """The text with its facts; raises TextProblem when one is missing or is not what the text takes it for."""
    try:
        return _texts.from_string(text).render(**facts)
    except (TemplateError, TypeError, ValueError, AttributeError):
        raise TextProblem(
            f"The text could not be filled in with the facts of this letter. {_ADVICE}"
        ) from None


def _refuse_more(tree: nodes.Template) -> None:
    for node in tree.find_all(nodes.Node):
        plain = isinstance(node, _KNOWN)
        if isinstance(node, nodes.Filter):
            plain = node.name in _FILTERS and not node.kwargs and node.dyn_args is None
        if isinstance(node, nodes.For):
            # One loop over one fact, so that no text grows beyond what its facts are.
            plain = isinstance(node.iter, nodes.Name) and isinstance(node.target, nodes.Name)
            plain = plain and not node.recursive and node.test is None
            plain = plain and not any(True for inner in node.body for _ in _loops(inner))
        if not plain:
            raise TextProblem(f"The text asks for something that letters cannot do. {_ADVICE}")


def _loops(node: nodes.Node) -> Iterable[nodes.Node]:
    if isinstance(node, nodes.For):
        yield node
    yield from node.find_all(nodes.For)


def _gather(node: nodes.Node, named: set[str], own: frozenset[str]) -> None:
    """Names that are facts: not the name that a loop gives to each line."""
    if isinstance(node, nodes.Name):
        if node.name not in own:
            named.add(node.name)
        return
    if isinstance(node, nodes.For):
        _gather(node.iter, named, own)
        target = node.target.name if isinstance(node.target, nodes.Name) else ""
        for inner in [*node.body, *node.else_]:
            _gather(inner, named, own | {target})
        return
    for inner in node.iter_child_nodes():
        _gather(inner, named, own)


def _always(body: Iterable[nodes.Node]) -> set[str]:
    found: set[str] = set()
    for node in body:
        if isinstance(node, nodes.Output):
            for part in node.nodes:
                while isinstance(part, nodes.Filter) and part.node is not None:
                    part = part.node
                if isinstance(part, nodes.Name):
                    found.add(part.name)
        elif isinstance(node, nodes.If) and node.else_:
            ways = [node.body, *(each.body for each in node.elif_), node.else_]
            found |= set.intersection(*(_always(way) for way in ways))
    return found
