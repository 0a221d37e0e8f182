"""What a board's own words for a letter may name, and what they must."""

from audit.domain.errors import NotVisible, RuleBroken
from audit.domain.letter_facts import FactKind, LetterKind, missing_facts, unknown_facts
from audit.domain.letters import LETTER_KINDS
from audit.infra.letter_text import Placeholders, TextProblem, fill, placeholders

LONGEST_SUBJECT = 200
LONGEST_BODY = 20_000
"""Characters."""


def board_kind(kind: str) -> LetterKind:
    """A kind of letter that boards send; raises NotVisible for any other."""
    found = LETTER_KINDS.get(kind)
    if found is None or not found.of_board:
        raise NotVisible
    return found


def check_wording(kind: LetterKind, subject: str, body: str) -> None:
    """Raise RuleBroken, naming the field, for words that this kind of letter cannot be written with."""
    for field, text, longest in (("subject", subject, LONGEST_SUBJECT), ("body", body, LONGEST_BODY)):
        what = "subject" if field == "subject" else "text"
        if not text.strip():
            raise RuleBroken(f"Enter the {what} of the letter", field)
        if len(text) > longest:
            raise RuleBroken(
                f"The {what} must be {longest:,} characters or fewer. It has {len(text):,}.", field
            )
    in_subject, in_body = _read(kind, "subject", subject), _read(kind, "body", body)
    if "link" in in_subject.named:
        # Subjects are shown in the board's list of letters, and some links are the reader's alone.
        raise RuleBroken("A link cannot stand in the subject. Put {{ link }} into the text", "subject")
    missing = missing_facts(kind, in_body.always | (in_subject.always & _SAID_IN_SUBJECT))
    if missing:
        listed = " and ".join(f"{{{{ {fact.name} }}}} ({_inside(fact.about)})" for fact in missing)
        raise RuleBroken(f"The text must say {listed}, whatever else it says", "body")
    for examples in kind.examples():
        for field, text in (("subject", subject), ("body", body)):
            try:
                fill(text, examples)
            except TextProblem as problem:
                raise RuleBroken(problem.sentence, field) from None


_SAID_IN_SUBJECT = frozenset({"due", "reference"})
"""What is said well enough when the subject says it."""


def _read(kind: LetterKind, field: str, text: str) -> Placeholders:
    try:
        found = placeholders(text)
    except TextProblem as problem:
        raise RuleBroken(problem.sentence, field) from None
    unknown = unknown_facts(kind, found.named)
    if unknown:
        names = " and ".join(f"“{name}”" for name in unknown)
        raise RuleBroken(
            f"This letter has no fact called {names}. Use only those that are listed beside the text", field
        )
    pulled_apart = sorted(name for name in found.listed if kind.fact[name].kind is not FactKind.LIST)
    if pulled_apart:
        raise RuleBroken(f"“{pulled_apart[0]}” is not a list. Write {{{{ {pulled_apart[0]} }}}}", field)
    return found


def _inside(about: str) -> str:
    """What a fact is, as it is called inside a sentence."""
    about = about.partition(";")[0]
    return about[:1].lower() + about[1:]
