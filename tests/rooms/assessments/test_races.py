"""Races that products like this lose, many rounds each, with real threads on a real database."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from audit.domain.actor import Actor
from audit.domain.answers import AnswerContent
from audit.domain.errors import NotAllowed, RuleBroken
from audit.domain.workflows import ReturnState, RoundState
from audit.rooms.assessments.models import Answer, AnswerRevision
from audit.rooms.assessments.operations import AnswerConflict
from audit.rooms.assessments.queries import GivenAnswer
from audit.rooms.rounds.models import Return
from tests.rooms.assessments.scene import Scene
from tests.support.pages import PageClient
from tests.support.world import question_set

ROUNDS = 100


def said(text: str) -> AnswerContent:
    return AnswerContent(grade="amber", narrative=text)


def together(*work: Callable[[], Any]) -> list[Any]:
    """Do things at the same moment; an exception counts as a result."""
    start = Barrier(len(work))

    def run(one: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return one()
        except Exception as error:
            return error

    with ThreadPoolExecutor(len(work)) as pool:
        return [future.result() for future in [pool.submit(run, one) for one in work]]


def post(client: PageClient, path: str, data: dict[str, str]) -> Callable[[], int]:
    """Sending a form, ready to be sent at a given moment."""
    sent = {"csrf_token": client.csrf_token(), "answer": "amber", **data}
    return lambda: client.raw.post(path, data=sent).status_code


def test_two_colleagues_save_different_questions_of_one_return_at_the_same_moment(
    app: Flask, scene: Scene
) -> None:
    one = PageClient(app).sign_in(scene.contributor_person.id)
    two = PageClient(app).sign_in(scene.colleague_person.id)
    url = f"/returns/{scene.reference}/questions"
    for n in range(ROUNDS):
        version = str(n)
        statuses = together(
            post(one, f"{url}/1.1", {"narrative": f"one {n}", "version": version}),
            post(two, f"{url}/1.2", {"narrative": f"two {n}", "version": version}),
        )
        assert statuses == [303, 303]
    contents = scene.view().contents
    assert (contents["1.1"], contents["1.2"]) == (said(f"one {ROUNDS - 1}"), said(f"two {ROUNDS - 1}"))
    with scene.world.session() as session:
        kept = set(session.scalars(select(AnswerRevision.narrative)))
    assert kept == {f"{who} {n}" for who in ("one", "two") for n in range(ROUNDS)}


def test_two_tabs_on_two_returns_each_write_into_their_own(app: Flask, scene: Scene) -> None:
    world = scene.world
    other = world.asked(world.round(scene.board, scene.edition), scene.organisation)
    # Two tabs of one browser: the same cookies.
    here = PageClient(app).sign_in(scene.contributor_person.id)
    there = PageClient(app).sign_in(scene.contributor_person.id)
    for n in range(ROUNDS):
        here.raw.get(f"/returns/{other.reference}") if n % 10 == 0 else None
        statuses = together(
            post(
                here,
                f"/returns/{scene.reference}/questions/1.1",
                {"narrative": f"here {n}", "version": str(n)},
            ),
            post(
                there,
                f"/returns/{other.reference}/questions/1.1",
                {"narrative": f"there {n}", "version": str(n)},
            ),
        )
        assert statuses == [303, 303]
    assert scene.view().contents["1.1"] == said(f"here {ROUNDS - 1}")
    assert scene.view(other.reference).contents["1.1"] == said(f"there {ROUNDS - 1}")
    with world.session() as session:
        for reference, word in ((scene.reference, "here"), (other.reference, "there")):
            texts = session.scalars(
                select(AnswerRevision.narrative)
                .join(Answer, Answer.id == AnswerRevision.answer_id)
                .join(Return, Return.id == Answer.return_id)
                .where(Return.reference == reference)
            ).all()
            assert sorted(texts) == sorted(f"{word} {n}" for n in range(ROUNDS))


def test_a_form_left_open_while_other_pages_are_opened_is_saved(app: Flask, scene: Scene) -> None:
    world = scene.world
    other = world.asked(world.round(scene.board, scene.edition), scene.organisation)
    writer = PageClient(app).sign_in(scene.contributor_person.id)
    elsewhere = [
        f"/returns/{other.reference}",
        f"/returns/{other.reference}/questions/1.1",
        f"/organisations/{scene.organisation.id}",
        f"/returns/{scene.reference}/questions/2.1",
        f"/returns/{scene.reference}",
    ]
    page = writer.get(f"/returns/{scene.reference}/questions/1.1")
    token = page.values()["csrf_token"]
    for n in range(ROUNDS):
        assert writer.raw.get(elsewhere[n % len(elsewhere)]).status_code == 200
        sent = {"csrf_token": token, "version": str(n), "answer": "amber", "narrative": f"left open {n}"}
        assert writer.raw.post(f"/returns/{scene.reference}/questions/1.1", data=sent).status_code == 303
    assert scene.view().contents == {"1.1": said(f"left open {ROUNDS - 1}")}
    assert scene.view(other.reference).contents == {}


def test_of_two_first_saves_of_one_answer_one_is_kept_and_the_other_is_a_conflict(
    make_scene: Callable[..., Scene],
) -> None:
    scene = make_scene(question_set(10, 10))
    for code in [f"{s}.{q}" for s in range(1, 11) for q in range(1, 11)]:
        first, second = together(
            lambda code=code: scene.save(code, said("one")),
            lambda code=code: scene.save(code, said("two"), actor=scene.colleague),
        )
        results = {"one": first, "two": second}
        conflicts = [text for text, result in results.items() if isinstance(result, AnswerConflict)]
        kept = [text for text, result in results.items() if isinstance(result, GivenAnswer)]
        assert (len(kept), len(conflicts)) == (1, 1), results
        assert results[conflicts[0]].theirs.narrative == kept[0]
        assert results[conflicts[0]].mine.narrative == conflicts[0]
        assert scene.view().contents[code].narrative == kept[0]


def test_of_two_changes_of_one_version_one_is_kept_and_the_other_is_a_conflict(scene: Scene) -> None:
    scene.save("1.1", said("start"))
    for version in range(1, ROUNDS + 1):
        results = together(
            lambda v=version: scene.save("1.1", said(f"one {v}"), seen=v),
            lambda v=version: scene.save("1.1", said(f"two {v}"), seen=v, actor=scene.colleague),
        )
        assert sorted(type(result).__name__ for result in results) == ["AnswerConflict", "GivenAnswer"]
        assert scene.view().answers["1.1"].version == version + 1


def test_a_save_never_slips_in_behind_the_end_of_answering(make_scene: Callable[..., Scene]) -> None:
    """A return is sent while a colleague saves: the text is either there before, or refused; never after."""
    scene = make_scene(question_set(5, 10))
    seen: list[int] = []

    def send(code: str) -> None:
        with scene.world.session() as session:
            row = session.scalars(select(Return).where(Return.id == scene.row.id).with_for_update()).one()
            codes = session.scalars(select(Answer.id).where(Answer.return_id == row.id)).all()
            seen.append(len(codes))
            row.state = ReturnState.AWAITING_SIGN_OFF

    for code in [f"{s}.{q}" for s in range(1, 6) for q in range(1, 11)]:
        scene.set_state(ReturnState.IN_PROGRESS)
        saved, _ = together(lambda c=code: scene.save(c, said(c)), lambda c=code: send(c))
        there = len(scene.view().contents)
        assert there == seen[-1], "an answer was written after the return had been sent"
        assert isinstance(saved, GivenAnswer | RuleBroken), saved
        scene.set_state(ReturnState.IN_PROGRESS)
        if isinstance(saved, RuleBroken):
            scene.save(code, said(code))


def test_a_save_at_the_moment_of_closing_is_kept_or_refused_in_words(scene: Scene) -> None:
    version = 0
    for n in range(20):
        scene.set_round_state(RoundState.OPEN)
        saved, closed = together(
            lambda n=n, v=version: scene.save("1.1", said(f"text {n}"), seen=v),
            lambda: scene.set_round_state(RoundState.CLOSED),
        )
        assert closed is None
        assert isinstance(saved, GivenAnswer | NotAllowed), saved
        if isinstance(saved, GivenAnswer):
            version = saved.version
            assert scene.view().contents["1.1"] == said(f"text {n}")


class Writer:
    """Somebody with a page open: what they saw, and what was acknowledged to them."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.version = 0


saves = st.lists(
    st.tuples(st.integers(0, 1), st.booleans(), st.text(alphabet="abc é\n", min_size=1, max_size=8)),
    max_size=12,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=saves)
def test_every_acknowledged_text_is_in_the_answer_or_its_history(scene: Scene, steps: list[Any]) -> None:
    reference = scene.world.asked(scene.world.round(scene.board, scene.edition), scene.organisation).reference
    writers = [Writer(scene.contributor), Writer(scene.colleague)]
    acknowledged: list[str] = []
    for who, reload, text in steps:
        writer = writers[who]
        if reload:
            answer = scene.view(reference).answers.get("1.1")
            writer.version = answer.version if answer else 0
        try:
            saved = scene.save(
                "1.1", said(text), seen=writer.version, actor=writer.actor, reference=reference
            )
        except AnswerConflict:
            continue
        acknowledged.append(text.strip())
        if saved.narrative == text.strip():
            writer.version = saved.version
    with scene.world.session() as session:
        kept = set(
            session.scalars(
                select(AnswerRevision.narrative)
                .join(Answer, Answer.id == AnswerRevision.answer_id)
                .join(Return, Return.id == Answer.return_id)
                .where(Return.reference == reference)
            )
        )
        versions = session.scalars(
            select(AnswerRevision.version)
            .join(Answer, Answer.id == AnswerRevision.answer_id)
            .join(Return, Return.id == Answer.return_id)
            .where(Return.reference == reference)
            .order_by(AnswerRevision.version)
        ).all()
    assert set(acknowledged) <= kept
    assert list(versions) == list(range(1, len(versions) + 1))
