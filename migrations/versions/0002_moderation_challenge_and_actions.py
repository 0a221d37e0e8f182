"""Moderation, challenge events, actions and what belongs to them."""

import sqlalchemy as sa
from alembic import op

from audit.infra.append_only import drop_triggers, triggers
from audit.infra.database import JsonData, UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

APPEND_ONLY = ("action_note",)
"""Tables whose rows the database itself refuses to change or remove."""


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "letter_wording",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("updated_by_name", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_wording")),
        sa.UniqueConstraint("board_id", "kind", name=op.f("uq_letter_wording_board_id_kind")),
    )
    op.create_table(
        "interest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(length=300), nullable=False),
        sa.Column("declared_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_interest_board_id_board")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_interest_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_interest_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interest")),
    )
    with op.batch_alter_table("interest", schema=None) as batch_op:
        batch_op.create_index("ix_interest_organisation_id", ["organisation_id"], unique=False)
        batch_op.create_index("ix_interest_person_id", ["person_id"], unique=False)

    op.create_table(
        "organisation_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("made_by_name", sa.String(length=200), nullable=False),
        sa.CheckConstraint("organisation_id < other_id", name=op.f("ck_organisation_link_smaller_first")),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_organisation_link_board_id_board")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_organisation_link_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["organisation.id"], name=op.f("fk_organisation_link_other_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_link")),
        sa.UniqueConstraint(
            "board_id",
            "organisation_id",
            "other_id",
            name=op.f("uq_organisation_link_board_id_organisation_id_other_id"),
        ),
    )
    with op.batch_alter_table("organisation_link", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_organisation_link_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_organisation_link_other_id"), ["other_id"], unique=False)

    op.create_table(
        "challenge_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=14), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=True),
        sa.Column("previous_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("video_link", sa.String(length=500), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("report_summary", sa.Text(), nullable=False),
        sa.Column("report_themes", sa.Text(), nullable=False),
        sa.Column("reported_at", UtcDateTime(), nullable=True),
        sa.Column("cancelled_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('returns', 'action-plans')", name=op.f("ck_challenge_event_kind_known")),
        sa.CheckConstraint(
            "state IN ('draft', 'announced', 'under-way', 'held', 'reported')",
            name=op.f("ck_challenge_event_state_known"),
        ),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_challenge_event_board_id_board")),
        sa.ForeignKeyConstraint(
            ["previous_id"],
            ["challenge_event.id"],
            name=op.f("fk_challenge_event_previous_id_challenge_event"),
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_challenge_event_round_id_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenge_event")),
    )
    with op.batch_alter_table("challenge_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_challenge_event_board_id"), ["board_id"], unique=False)

    op.create_table(
        "moderation_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("coverage", sa.String(length=10), nullable=False),
        sa.Column("sample_size", sa.Integer(), nullable=True),
        sa.Column("stratum", sa.String(length=8), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("moderators", sa.String(length=6), nullable=False),
        sa.Column("matching", sa.String(length=8), nullable=False),
        sa.Column("allow_mutual", sa.Boolean(), nullable=False),
        sa.Column("reply_days", sa.Integer(), nullable=False),
        sa.Column("moderate_by", sa.Date(), nullable=True),
        sa.Column("chosen", JsonData, nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "coverage IN ('everyone', 'sample', 'chosen')", name=op.f("ck_moderation_plan_coverage_known")
        ),
        sa.CheckConstraint("matching IN ('like', 'across')", name=op.f("ck_moderation_plan_matching_known")),
        sa.CheckConstraint(
            "moderators IN ('peers', 'board', 'both')", name=op.f("ck_moderation_plan_moderators_known")
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'running', 'closed')", name=op.f("ck_moderation_plan_state_known")
        ),
        sa.CheckConstraint(
            "stratum IN ('none', 'sector', 'phase')", name=op.f("ck_moderation_plan_stratum_known")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_moderation_plan_round_id_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_plan")),
        sa.UniqueConstraint("round_id", "stage", name=op.f("uq_moderation_plan_round_id_stage")),
    )
    op.create_table(
        "action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=True),
        sa.Column("return_id", sa.Integer(), nullable=True),
        sa.Column("standard_title", sa.String(length=300), nullable=False),
        sa.Column("question_code", sa.String(length=40), nullable=False),
        sa.Column("question_text", sa.Text(), nullable=False),
        sa.Column("origin", sa.String(length=12), nullable=False),
        sa.Column("origin_words", sa.String(length=200), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("owner_name", sa.String(length=200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("priority", sa.String(length=8), nullable=False),
        sa.Column("impact", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("closed_reason", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by_name", sa.String(length=200), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.Column("verified_at", UtcDateTime(), nullable=True),
        sa.Column("verified_by_name", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "origin IN ('answer', 'moderation', 'challenge', 'review', 'by-hand')",
            name=op.f("ck_action_origin_known"),
        ),
        sa.CheckConstraint("priority IN ('high', 'medium', 'low')", name=op.f("ck_action_priority_known")),
        sa.CheckConstraint(
            "state IN ('open', 'in-progress', 'done', 'verified', 'not-needed')",
            name=op.f("ck_action_state_known"),
        ),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_action_board_id_board")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_action_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["person.id"], name=op.f("fk_action_owner_id_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["return_id"], ["return.id"], name=op.f("fk_action_return_id_return")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_action_round_id_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action")),
    )
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.create_index("ix_action_board_id_due_on", ["board_id", "due_on"], unique=False)
        batch_op.create_index("ix_action_organisation_id", ["organisation_id"], unique=False)
        batch_op.create_index("ix_action_owner_id", ["owner_id"], unique=False)
        batch_op.create_index(
            "ix_action_return_id_question_code", ["return_id", "question_code"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_action_round_id"), ["round_id"], unique=False)

    op.create_table(
        "good_practice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("return_id", sa.Integer(), nullable=False),
        sa.Column("question_code", sa.String(length=40), nullable=False),
        sa.Column("question_text", sa.Text(), nullable=False),
        sa.Column("standard_title", sa.String(length=300), nullable=False),
        sa.Column("sector", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("evidence", JsonData, nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("asked_by_name", sa.String(length=200), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("answered_by_name", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('asked', 'shared', 'declined', 'withdrawn')", name=op.f("ck_good_practice_state_known")
        ),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_good_practice_board_id_board")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_good_practice_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(["return_id"], ["return.id"], name=op.f("fk_good_practice_return_id_return")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_good_practice")),
        sa.UniqueConstraint(
            "return_id", "question_code", name=op.f("uq_good_practice_return_id_question_code")
        ),
    )
    with op.batch_alter_table("good_practice", schema=None) as batch_op:
        batch_op.create_index("ix_good_practice_board_id_state", ["board_id", "state"], unique=False)
        batch_op.create_index("ix_good_practice_organisation_id", ["organisation_id"], unique=False)

    op.create_table(
        "moderation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("return_id", sa.Integer(), nullable=False),
        sa.Column("moderator_id", sa.Integer(), nullable=True),
        sa.Column("moderator_name", sa.String(length=200), nullable=False),
        sa.Column("moderator_organisation_id", sa.Integer(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("ended_reason", sa.Text(), nullable=False),
        sa.Column("offered_at", UtcDateTime(), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("finalised_at", UtcDateTime(), nullable=True),
        sa.Column("reply_by", sa.Date(), nullable=True),
        sa.Column("replied_at", UtcDateTime(), nullable=True),
        sa.Column("agreed_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('offered', 'accepted', 'in-progress', 'with-organisation', 'replied', 'with-board', 'agreed', 'declined', 'withdrawn')",
            name=op.f("ck_moderation_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["moderator_id"],
            ["person.id"],
            name=op.f("fk_moderation_moderator_id_person"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["moderator_organisation_id"],
            ["organisation.id"],
            name=op.f("fk_moderation_moderator_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["moderation_plan.id"], name=op.f("fk_moderation_plan_id_moderation_plan")
        ),
        sa.ForeignKeyConstraint(["return_id"], ["return.id"], name=op.f("fk_moderation_return_id_return")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation")),
    )
    with op.batch_alter_table("moderation", schema=None) as batch_op:
        batch_op.create_index("ix_moderation_moderator_id", ["moderator_id"], unique=False)
        batch_op.create_index("ix_moderation_return_id", ["return_id"], unique=False)
        batch_op.create_index(
            "uq_moderation_live",
            ["plan_id", "return_id"],
            unique=True,
            sqlite_where=sa.text("state NOT IN ('declined', 'withdrawn')"),
            postgresql_where=sa.text("state NOT IN ('declined', 'withdrawn')"),
        )

    op.create_table(
        "outcome",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("return_id", sa.Integer(), nullable=False),
        sa.Column("submission_number", sa.Integer(), nullable=False),
        sa.Column("strength_1", sa.Text(), nullable=False),
        sa.Column("strength_2", sa.Text(), nullable=False),
        sa.Column("next_steps", sa.Text(), nullable=False),
        sa.Column("actions_expected", sa.Text(), nullable=False),
        sa.Column("asked", JsonData, nullable=False),
        sa.Column("content", JsonData, nullable=True),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("updated_by_name", sa.String(length=200), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("sent_by_name", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["return_id"], ["return.id"], name=op.f("fk_outcome_return_id_return")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome")),
        sa.UniqueConstraint(
            "return_id", "submission_number", name=op.f("uq_outcome_return_id_submission_number")
        ),
    )
    op.create_table(
        "panel_seat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("attended", sa.Boolean(), nullable=True),
        sa.Column("invited_at", UtcDateTime(), nullable=True),
        sa.Column("invited_words", sa.String(length=900), nullable=False),
        sa.CheckConstraint(
            "role IN ('chair', 'member', 'note-taker', 'observer')", name=op.f("ck_panel_seat_role_known")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["challenge_event.id"], name=op.f("fk_panel_seat_event_id_challenge_event")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_panel_seat_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_seat")),
        sa.UniqueConstraint("event_id", "person_id", name=op.f("uq_panel_seat_event_id_person_id")),
    )
    with op.batch_alter_table("panel_seat", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_panel_seat_person_id"), ["person_id"], unique=False)

    op.create_table(
        "slot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("return_id", sa.Integer(), nullable=True),
        sa.Column("starts_at", sa.String(length=5), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("removed_at", UtcDateTime(), nullable=True),
        sa.Column("announced_words", sa.String(length=900), nullable=False),
        sa.Column("lines_shared_at", UtcDateTime(), nullable=True),
        sa.Column("attending", sa.Text(), nullable=False),
        sa.Column("attended", sa.Boolean(), nullable=True),
        sa.Column("feedback", sa.Text(), nullable=False),
        sa.Column("feedback_sent_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["challenge_event.id"], name=op.f("fk_slot_event_id_challenge_event")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_slot_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["return_id"], ["return.id"], name=op.f("fk_slot_return_id_return")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slot")),
        sa.UniqueConstraint("event_id", "organisation_id", name=op.f("uq_slot_event_id_organisation_id")),
    )
    with op.batch_alter_table("slot", schema=None) as batch_op:
        batch_op.create_index("ix_slot_organisation_id", ["organisation_id"], unique=False)

    op.create_table(
        "action_evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("added_by_name", sa.String(length=200), nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.Column("removed_by_name", sa.String(length=200), nullable=True),
        sa.Column("removed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["action_id"], ["action.id"], name=op.f("fk_action_evidence_action_id_action")
        ),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_action_evidence_evidence_id_evidence")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_evidence")),
    )
    with op.batch_alter_table("action_evidence", schema=None) as batch_op:
        batch_op.create_index("ix_action_evidence_action_id", ["action_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_action_evidence_evidence_id"), ["evidence_id"], unique=False)

    op.create_table(
        "action_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state_before", sa.String(length=12), nullable=False),
        sa.Column("state_after", sa.String(length=12), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("on_behalf", sa.String(length=12), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("via", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_action_note_action_id_action")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_action_note_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_note")),
    )
    with op.batch_alter_table("action_note", schema=None) as batch_op:
        batch_op.create_index("ix_action_note_action_id", ["action_id"], unique=False)

    op.create_table(
        "agreed_grade",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("moderation_id", sa.Integer(), nullable=False),
        sa.Column("return_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("self_grade", sa.String(length=20), nullable=True),
        sa.Column("moderated_grade", sa.String(length=20), nullable=True),
        sa.Column("grade", sa.String(length=20), nullable=True),
        sa.Column("not_applicable", sa.Boolean(), nullable=False),
        sa.Column("how", sa.String(length=20), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["moderation_id"], ["moderation.id"], name=op.f("fk_agreed_grade_moderation_id_moderation")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["edition_question.id"],
            name=op.f("fk_agreed_grade_question_id_edition_question"),
        ),
        sa.ForeignKeyConstraint(["return_id"], ["return.id"], name=op.f("fk_agreed_grade_return_id_return")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreed_grade")),
    )
    with op.batch_alter_table("agreed_grade", schema=None) as batch_op:
        batch_op.create_index("ix_agreed_grade_moderation_id", ["moderation_id"], unique=False)
        batch_op.create_index(
            "uq_agreed_grade_current",
            ["return_id", "question_id"],
            unique=True,
            sqlite_where=sa.text("is_current = 1"),
            postgresql_where=sa.text("is_current"),
        )

    op.create_table(
        "judgement",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("moderation_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("self_grade", sa.String(length=20), nullable=True),
        sa.Column("self_not_applicable", sa.Boolean(), nullable=False),
        sa.Column("answer_fingerprint", sa.String(length=64), nullable=False),
        sa.Column("grade", sa.String(length=20), nullable=True),
        sa.Column("not_applicable", sa.Boolean(), nullable=False),
        sa.Column("evidence_quality", sa.String(length=10), nullable=True),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("good_practice", sa.Text(), nullable=False),
        sa.Column("improvement", sa.Text(), nullable=False),
        sa.Column("updated_by_name", sa.String(length=200), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("replied_by_name", sa.String(length=200), nullable=False),
        sa.Column("gives_way", sa.Boolean(), nullable=True),
        sa.Column("rejoinder", sa.Text(), nullable=False),
        sa.Column("settled_grade", sa.String(length=20), nullable=True),
        sa.Column("settled_not_applicable", sa.Boolean(), nullable=False),
        sa.Column("settled_reason", sa.Text(), nullable=False),
        sa.Column("settled_by_name", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "evidence_quality IN ('strong', 'adequate', 'weak', 'absent')",
            name=op.f("ck_judgement_evidence_quality_known"),
        ),
        sa.ForeignKeyConstraint(
            ["moderation_id"], ["moderation.id"], name=op.f("fk_judgement_moderation_id_moderation")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["edition_question.id"], name=op.f("fk_judgement_question_id_edition_question")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_judgement")),
        sa.UniqueConstraint(
            "moderation_id", "question_id", name=op.f("uq_judgement_moderation_id_question_id")
        ),
    )
    op.create_table(
        "line_of_enquiry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("reason_words", sa.Text(), nullable=False),
        sa.Column("standard_title", sa.String(length=300), nullable=False),
        sa.Column("question_code", sa.String(length=40), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=True),
        sa.Column("carried_from_id", sa.Integer(), nullable=True),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("shared_at", UtcDateTime(), nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.Column("follow_up", sa.Text(), nullable=False),
        sa.Column("dropped_at", UtcDateTime(), nullable=True),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("updated_by_name", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('assured', 'partly-assured', 'not-assured')",
            name=op.f("ck_line_of_enquiry_outcome_known"),
        ),
        sa.CheckConstraint(
            "reason IN ('priority-grade', 'moved', 'greener', 'evidence-weak', 'never-opened', 'overdue', 'unlike-peers', 'carried', 'by-hand')",
            name=op.f("ck_line_of_enquiry_reason_known"),
        ),
        sa.ForeignKeyConstraint(
            ["action_id"], ["action.id"], name=op.f("fk_line_of_enquiry_action_id_action")
        ),
        sa.ForeignKeyConstraint(
            ["carried_from_id"],
            ["line_of_enquiry.id"],
            name=op.f("fk_line_of_enquiry_carried_from_id_line_of_enquiry"),
        ),
        sa.ForeignKeyConstraint(["slot_id"], ["slot.id"], name=op.f("fk_line_of_enquiry_slot_id_slot")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_line_of_enquiry")),
    )
    with op.batch_alter_table("line_of_enquiry", schema=None) as batch_op:
        batch_op.create_index("ix_line_of_enquiry_slot_id", ["slot_id"], unique=False)

    op.create_table(
        "marked_out",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["seat_id"], ["panel_seat.id"], name=op.f("fk_marked_out_seat_id_panel_seat"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["slot_id"], ["slot.id"], name=op.f("fk_marked_out_slot_id_slot"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marked_out")),
        sa.UniqueConstraint("slot_id", "seat_id", name=op.f("uq_marked_out_slot_id_seat_id")),
    )
    with op.batch_alter_table("marked_out", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_marked_out_seat_id"), ["seat_id"], unique=False)

    op.create_table(
        "slot_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("added_by_name", sa.String(length=200), nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.Column("removed_by_name", sa.String(length=200), nullable=True),
        sa.Column("removed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_slot_file_evidence_id_evidence")
        ),
        sa.ForeignKeyConstraint(["slot_id"], ["slot.id"], name=op.f("fk_slot_file_slot_id_slot")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slot_file")),
    )
    with op.batch_alter_table("slot_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_slot_file_evidence_id"), ["evidence_id"], unique=False)
        batch_op.create_index("ix_slot_file_slot_id", ["slot_id"], unique=False)

    op.create_table(
        "line_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("by_whom", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("taken_by_id", sa.Integer(), nullable=True),
        sa.Column("taken_by_name", sa.String(length=200), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("removed_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["line_id"], ["line_of_enquiry.id"], name=op.f("fk_line_note_line_id_line_of_enquiry")
        ),
        sa.ForeignKeyConstraint(
            ["taken_by_id"], ["person.id"], name=op.f("fk_line_note_taken_by_id_person"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_line_note")),
        sa.UniqueConstraint("line_id", "key", name=op.f("uq_line_note_line_id_key")),
    )
    op.create_table(
        "line_action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["line_id"], ["line_of_enquiry.id"], name=op.f("fk_line_action_line_id_line_of_enquiry")
        ),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_line_action_action_id_action")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_line_action")),
        sa.UniqueConstraint("line_id", "action_id", name=op.f("uq_line_action_line_id_action_id")),
    )
    with op.batch_alter_table("line_action", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_line_action_action_id"), ["action_id"], unique=False)
    dialect = op.get_bind().dialect.name
    for table in APPEND_ONLY:
        for statement in triggers(table, dialect):
            op.execute(statement)


def downgrade() -> None:
    """Go down."""
    dialect = op.get_bind().dialect.name
    for table in APPEND_ONLY:
        for statement in drop_triggers(table, dialect):
            op.execute(statement)
    with op.batch_alter_table("line_action", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_line_action_action_id"))

    op.drop_table("line_action")
    op.drop_table("line_note")
    with op.batch_alter_table("slot_file", schema=None) as batch_op:
        batch_op.drop_index("ix_slot_file_slot_id")
        batch_op.drop_index(batch_op.f("ix_slot_file_evidence_id"))

    op.drop_table("slot_file")
    with op.batch_alter_table("marked_out", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_marked_out_seat_id"))

    op.drop_table("marked_out")
    with op.batch_alter_table("line_of_enquiry", schema=None) as batch_op:
        batch_op.drop_index("ix_line_of_enquiry_slot_id")

    op.drop_table("line_of_enquiry")
    op.drop_table("judgement")
    with op.batch_alter_table("agreed_grade", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_agreed_grade_current",
            sqlite_where=sa.text("is_current = 1"),
            postgresql_where=sa.text("is_current"),
        )
        batch_op.drop_index("ix_agreed_grade_moderation_id")

    op.drop_table("agreed_grade")
    with op.batch_alter_table("action_note", schema=None) as batch_op:
        batch_op.drop_index("ix_action_note_action_id")

    op.drop_table("action_note")
    with op.batch_alter_table("action_evidence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_action_evidence_evidence_id"))
        batch_op.drop_index("ix_action_evidence_action_id")

    op.drop_table("action_evidence")
    with op.batch_alter_table("slot", schema=None) as batch_op:
        batch_op.drop_index("ix_slot_organisation_id")

    op.drop_table("slot")
    with op.batch_alter_table("panel_seat", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_panel_seat_person_id"))

    op.drop_table("panel_seat")
    op.drop_table("outcome")
    with op.batch_alter_table("moderation", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_moderation_live",
            sqlite_where=sa.text("state NOT IN ('declined', 'withdrawn')"),
            postgresql_where=sa.text("state NOT IN ('declined', 'withdrawn')"),
        )
        batch_op.drop_index("ix_moderation_return_id")
        batch_op.drop_index("ix_moderation_moderator_id")

    op.drop_table("moderation")
    with op.batch_alter_table("good_practice", schema=None) as batch_op:
        batch_op.drop_index("ix_good_practice_organisation_id")
        batch_op.drop_index("ix_good_practice_board_id_state")

    op.drop_table("good_practice")
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_action_round_id"))
        batch_op.drop_index("ix_action_return_id_question_code")
        batch_op.drop_index("ix_action_owner_id")
        batch_op.drop_index("ix_action_organisation_id")
        batch_op.drop_index("ix_action_board_id_due_on")

    op.drop_table("action")
    op.drop_table("moderation_plan")
    with op.batch_alter_table("challenge_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_challenge_event_board_id"))

    op.drop_table("challenge_event")
    with op.batch_alter_table("organisation_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_link_other_id"))
        batch_op.drop_index(batch_op.f("ix_organisation_link_organisation_id"))

    op.drop_table("organisation_link")
    with op.batch_alter_table("interest", schema=None) as batch_op:
        batch_op.drop_index("ix_interest_person_id")
        batch_op.drop_index("ix_interest_organisation_id")

    op.drop_table("interest")
    op.drop_table("letter_wording")
