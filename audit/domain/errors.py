"""Refusals that a person can understand. Each carries the sentence that is shown."""


class Refusal(Exception):
    """Something that cannot be done, with a plain sentence that says why and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class NotVisible(Refusal):
    """The thing does not exist for this person. Shown as 'page not found', whether it exists or not."""

    def __init__(self, sentence: str = "We could not find that page.") -> None:
        super().__init__(sentence)


class NotAllowed(Refusal):
    """The thing is visible, but this person may not do this to it now."""


class RuleBroken(Refusal):
    """What was asked breaks a rule of the audit. ``field`` names the form field at fault, if any."""

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field


class Stale(Refusal):
    """Somebody else changed the thing since this person opened it. Nothing was overwritten."""
