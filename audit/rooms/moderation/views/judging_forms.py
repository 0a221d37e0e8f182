"""The form of one judgement: saved as it is typed, so plain fields rather than a form that must be whole."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from audit.domain.agreement import Opinion, Verdict
from audit.domain.errors import RuleBroken
from audit.domain.moderation import EvidenceQuality
from audit.domain.scales import Scale
from audit.rooms.moderation.queries.reading import Item

NOT_APPLICABLE = "not-applicable"
"""The value of the radio for a question that does not apply."""

_FIELDS = ("grade", "quality", "comment", "good_practice", "improvement")


@dataclass
class JudgementForm:
    """What stands in the fields of one judgement, with the sentences about what could not be taken.

    ``version`` is the judgement's and ``copy`` the number of the submitted copy that were on the page.
    """

    item: Item
    scale: Scale
    typed: dict[str, str] = field(default_factory=dict)
    version: int = 0
    copy: int = 0
    errors: dict[str, str] = field(default_factory=dict)
    undecided: bool = False
    """Whether another window saved other words, so that nothing is saved before the moderator has compared."""

    def get(self, name: str) -> str:
        """What stands in a field."""
        return self.typed.get(name, "")

    def opinion(self) -> Opinion:
        """What was typed; raises RuleBroken for a quality that is none."""
        quality = self.get("quality")
        if quality not in ("", *EvidenceQuality):
            raise RuleBroken("Choose one of the qualities on this page", "quality")
        return Opinion(
            verdict_from(self.get("grade")),
            EvidenceQuality(quality) if quality else None,
            self.get("comment"),
            self.get("good_practice"),
            self.get("improvement"),
        )

    def refuse(self, refusal: RuleBroken) -> None:
        """Note why this could not be taken."""
        self.errors[refusal.field or ""] = refusal.sentence

    def error_list(self) -> list[dict[str, str]]:
        """The sentences for the error summary, each linked to its field."""
        anchors = {"": "main-content", "grade": "grade-0", "quality": "quality-0"}
        return [
            {"text": sentence, "href": f"#{anchors.get(name, name)}"}
            for name, sentence in self.errors.items()
        ]


def verdict_from(value: str) -> Verdict:
    """The verdict that a radio names."""
    if value == NOT_APPLICABLE:
        return Verdict(None, not_applicable=True)
    return Verdict(value or None)


def value_of(verdict: Verdict) -> str:
    """The radio that names a verdict; none for an empty one."""
    return NOT_APPLICABLE if verdict.not_applicable else verdict.grade or ""


def judgement_form(item: Item, scale: Scale, copy: int) -> JudgementForm:
    """The form as it opens: with what is saved."""
    said = item.opinion or Opinion()
    typed = {
        "grade": value_of(said.verdict),
        "quality": said.quality.value if said.quality else "",
        "comment": said.comment,
        "good_practice": said.good_practice,
        "improvement": said.improvement,
    }
    return JudgementForm(item, scale, typed, item.judgement.version if item.judgement else 0, copy)


def judgement_form_from(item: Item, scale: Scale, sent: Mapping[str, str]) -> JudgementForm:
    """The form as it was sent."""
    return JudgementForm(
        item,
        scale,
        {name: sent.get(name, "") for name in _FIELDS},
        number_in(sent.get("version")),
        number_in(sent.get("copy")),
    )


def number_in(text: str | None) -> int:
    """A version or a number from a form; 0, which nothing has, when it is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0
