"""What drafts add to the library of question sets: the drafts themselves, and what is known of the editions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Flask, url_for

from audit.domain.actor import Actor
from audit.domain.permissions import Permission
from audit.rooms.drafts.models import Draft
from audit.rooms.drafts.queries import behind, drafts_of
from audit.rooms.drafts.queries.library import uses_of
from audit.rooms.questionnaires.models import Edition
from audit.web.gathering import add_page_facts
from audit.web.places import page_if_there

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True)
class LibraryFacts:
    """What the library's pages show."""

    drafts: Sequence[tuple[Draft, str | None, str | None, str | None]]
    """Each draft with its page, the page that publishes it, and what is different in it."""
    used: Mapping[tuple[str, str], Sequence[tuple[str, str]]]
    """By set and edition, the rounds of this board with their addresses."""
    offered: frozenset[int]
    adopted: frozenset[int]
    kept: frozenset[int]
    owners: Mapping[int, str]
    newer: Mapping[int, Edition]
    copy_page: str | None
    behind: Mapping[int, tuple[str, str]]
    """Own editions made from a set that has a newer edition: its number, and the page that takes it over."""


def add_to(app: Flask) -> None:
    """Let the library's pages show what is known here."""
    add_page_facts(app, "library", _facts)


def _facts(session: "Session", actor: Actor, board: Any) -> LibraryFacts:
    uses = uses_of(session, actor, board.id)
    may_publish = board.id in actor.boards(Permission.QUESTIONNAIRE_PUBLISH)
    here = {"board_code": board.key}
    return LibraryFacts(
        drafts=[
            (
                draft,
                page_if_there("drafts.show_draft", **here, draft_id=draft.id),
                url_for("drafts.publish", **here, draft_id=draft.id) if may_publish else None,
                url_for("drafts.draft_differences", **here, draft_id=draft.id) if draft.based_on_id else None,
            )
            for draft in drafts_of(session, actor, board.id)
        ],
        used={
            key: [(title, url_for("rounds.show_round", round_code=code)) for title, code in rounds]
            for key, rounds in uses.rounds.items()
        },
        offered=uses.offered,
        adopted=uses.adopted,
        kept=uses.kept,
        owners=uses.owners,
        newer=uses.newer,
        copy_page=page_if_there("drafts.start", **here),
        behind={
            id: (number, url_for("drafts.ask_to_take_over", **here, draft_id=draft_id))
            for id, (draft_id, number) in behind(session, actor, board.id).items()
        }
        if may_publish
        else {},
    )
