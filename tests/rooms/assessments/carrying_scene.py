"""Two rounds of one board a year apart: what was submitted in the first, and the return of the second."""

from copy import deepcopy
from datetime import date
from typing import Any

from audit.domain.answers import AnswerContent
from audit.domain.workflows import ReturnState
from audit.rooms.assessments.models import Answer, AnswerRevision, CarriedAnswer, CitedEvidence, Submission
from audit.rooms.assessments.operations import BroughtForward, carry_forward
from audit.rooms.assessments.operations.snapshot import copy_content
from audit.rooms.assessments.queries import AgreedBefore, Offer, offer_of, return_of_organisation
from audit.rooms.evidence.models import Evidence, StoredFile
from audit.rooms.organisations.models import Board, Organisation
from audit.rooms.rounds.models import Return, Round
from tests.rooms.assessments.scene import Scene
from tests.support.world import World, question_set

THEN = question_set(edition="2025.1")


def now(**more: Any) -> dict[str, Any]:
    """This year's edition: 1.1 and 1.2 unchanged, 2.1 reworded, 2.2 dropped, 2.3 new."""
    data = question_set(**more)
    second = data["standards"][1]["questions"]
    for question in [*data["standards"][0]["questions"], second[0]]:
        question["continues"] = f"small/2025.1#{question['code']}"
    second[0]["text"] = "Question 2.1: is this firmly in place?"
    second[1] |= {"code": "2.3", "text": "Do children say so?"}
    return data


class CarryingScene(Scene):
    """A scene whose organisation submitted the edition of the year before."""

    def __init__(
        self, world: World, data: dict[str, Any] | None = None, then: dict[str, Any] | None = None
    ) -> None:
        super().__init__(world, now() if data is None else data)
        self.edition_then = world.edition(deepcopy(THEN if then is None else then))
        self.round_then = self.earlier_round(self.board)
        self.row_then = world.asked(self.round_then, self.organisation, ReturnState.IN_PROGRESS)

    def earlier_round(self, board: Board, title: str = "Audit 2025") -> Round:
        """A round with the earlier edition."""
        return self.world.round(board, self.edition_then, title=title, due_on=date(2025, 10, 31))

    def submit_then(
        self, answers: dict[str, AnswerContent], *files: Evidence, row: Return | None = None, number: int = 1,
        organisation: Organisation | None = None,
    ) -> Submission:  # fmt: skip
        """Put answers, and files that each of them cites, into a copy of the earlier return."""
        row = row or self.row_then
        with self.world.session() as session:
            actor = self.contributor
            reference = row.reference
            if organisation is not None:
                actor = self.stranger
            view = return_of_organisation(session, actor, reference)
            content = copy_content(
                view, reference=f"{reference}-{number}", number=number, signed=(),
                submitted_at=self.world.clock(), submitted_by="Ash Head",
            )  # fmt: skip
            content["answers"] = {
                code: {
                    "grade": said.grade, "value": said.value, "narrative": said.narrative,
                    "not_applicable": said.not_applicable, "na_reason": said.na_reason,
                    "evidence": [
                        {"id": f.id, "file_name": f.file_name, "sha256": f.sha256, "description": f.description,
                         "review_on": f.review_on and f.review_on.isoformat()}
                        for f in files
                    ],
                    "updated_by": None, "updated_at": None,
                }
                for code, said in answers.items()
            }  # fmt: skip
            copy = Submission(
                return_id=row.id, number=number, reference=f"{reference}-{number}", content=content,
                fingerprint="0" * 64, submitted_at=self.world.clock(), submitted_by="Ash Head",
            )  # fmt: skip
            session.add(copy)
        return copy

    def file(self, name: str = "policy.pdf", **more: Any) -> Evidence:
        """A file in the organisation's library."""
        sha256 = f"{len(name):064}"
        with self.world.session() as session:
            if session.get(StoredFile, sha256) is None:
                session.add(
                    StoredFile(
                        sha256=sha256, size=10, content_type="application/pdf", stored_at=self.world.clock()
                    )
                )
                session.flush()
            facts = {"organisation_id": self.organisation.id, **more}
            evidence = Evidence(
                sha256=sha256, file_name=name, uploaded_by_name="Robin Writer",
                uploaded_at=self.world.clock(), **facts,
            )  # fmt: skip
            session.add(evidence)
        return evidence

    def offer(self, agreed: AgreedBefore | None = None) -> Offer | None:
        """What the contributor is offered."""
        with self.world.unit_of_work.read() as session:
            view = return_of_organisation(session, self.contributor, self.reference)
            return offer_of(session, self.contributor, view, agreed)

    def carry(
        self, *codes: str, copy: Submission, agreed: AgreedBefore | None = None, **more: Any
    ) -> BroughtForward:
        """Say that these are still true."""
        with self.world.session() as session:
            return carry_forward(
                session, more.get("actor", self.contributor), self.world.clock, self.reference, codes,
                seen_copy=copy.id, agreed_before=agreed,
            )  # fmt: skip

    def rows(self, model: type[Any]) -> list[Any]:
        """Every row of a table that belongs to this return, in order."""
        assert model in (Answer, AnswerRevision, CarriedAnswer, CitedEvidence)
        with self.world.unit_of_work.read() as session:
            return list(session.query(model).all())
