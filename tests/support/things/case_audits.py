"""A case audit of ours that is being filled in, one that is with the moderator, and one that is closed."""

from flask import Flask

from tests.support.case_audits import Cases
from tests.support.matrix import MatrixWorld
from tests.support.world import World


def add(world: World, app: Flask, things: MatrixWorld) -> None:
    """Two open audits and a closed one; the matrix's own people stand in the places of the scene's."""
    scene = Cases(world, things.board, cases_each=1)
    people = things.people
    scene.moderator_person, scene.moderator = people["moderator"], world.actor(people["moderator"])
    scene.add_body(things.ours, people["lead"])
    scene.add_body(things.theirs, people["other organisation's lead"])
    ours = len(scene.bodies) - 2
    both = [things.ours, things.theirs]
    filling, sent, closed = (
        scene.make(both, title=title)
        for title in ("Cases to fill in", "Cases that are sent", "Cases of spring")
    )
    draft = scene.make(both, title="Cases to come")
    for audit in (filling, sent, closed):
        scene.open(audit)
    case = scene.add(ours, audit=filling)
    scene.send(ours, ["green"], audit=sent)
    scene.give(ours, audit=sent)
    scene.send(ours, ["green"], audit=closed)
    scene.close(closed)
    with_moderator = scene.cases(ours, sent)[0]
    things.values |= {
        "audit_code": filling.code,
        "sample_id": scene.sample(ours, filling).id,
        "case_id": case.id,
    }
    of_sent = {"sample_id": scene.sample(ours, sent).id, "case_id": with_moderator.id}
    things.special |= {
        **{
            f"case_audits.{name}": of_sent | {"code": "1.1"}
            for name in (
                "show_given", "finish_sample", "show_judging", "save_judging", "save_judgement", "judge_again",
                "take_back", "reopen_case", "show_own_results",
            )
        },
        "case_audits.open_one": {"audit_code": draft.code},
        "case_audits.show_results": {"audit_code": closed.code},
        "case_audits.show_summary": {"audit_code": closed.code},
        "case_audits.download_workbook": {"audit_code": closed.code},
    }  # fmt: skip
