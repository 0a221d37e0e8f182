"""Unannounced visits, and feedback on an audit."""

import sqlalchemy as sa
from alembic import op

from audit.infra.database import JsonData, UtcDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

STATES = "'asked', 'started', 'sent', 'shared', 'replied', 'declined', 'withdrawn'"


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("return_id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("visitor_id", sa.Integer(), nullable=True),
        sa.Column("visitor_name", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("asked_by_name", sa.String(length=200), nullable=False),
        sa.Column("visit_by", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("ended_because", sa.Text(), nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=True),
        sa.Column("visited_time", sa.String(length=5), nullable=False),
        sa.Column("met", sa.Text(), nullable=False),
        sa.Column("details_version", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=True),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("shared_at", UtcDateTime(), nullable=True),
        sa.Column("shared_by_name", sa.String(length=200), nullable=False),
        sa.Column("shared_note", sa.Text(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("replied_at", UtcDateTime(), nullable=True),
        sa.Column("replied_by_name", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f("ck_visit_state")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_visit_edition_id_edition")),
        sa.ForeignKeyConstraint(["return_id"], ["return.id"], name=op.f("fk_visit_return_id_return")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_visit_submission_id_submission")
        ),
        sa.ForeignKeyConstraint(
            ["visitor_id"], ["person.id"], name=op.f("fk_visit_visitor_id_person"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
    )
    op.create_index("ix_visit_return_id", "visit", ["return_id"], unique=False)
    op.create_index("ix_visit_visitor_id", "visit", ["visitor_id"], unique=False)
    op.create_table(
        "visit_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("grade", sa.String(length=20), nullable=True),
        sa.Column("value", JsonData, nullable=True),
        sa.Column("narrative", sa.Text(), nullable=False),
        sa.Column("not_applicable", sa.Boolean(), nullable=False),
        sa.Column("na_reason", sa.Text(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["edition_question.id"],
            name=op.f("fk_visit_answer_question_id_edition_question"),
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_visit_answer_visit_id_visit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_answer")),
        sa.UniqueConstraint("visit_id", "question_id", name=op.f("uq_visit_answer_visit_id_question_id")),
    )
    op.create_table(
        "feedback_ask",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("asked_by_name", sa.String(length=200), nullable=False),
        sa.Column("stopped_at", UtcDateTime(), nullable=True),
        sa.Column("written_to", JsonData, nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_feedback_ask_edition_id_edition")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_feedback_ask_round_id_round")),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_feedback_ask")),
    )
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("return_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("answers", JsonData, nullable=False),
        sa.Column("is_named", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_feedback_person_id_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["return_id"], ["return.id"], name=op.f("fk_feedback_return_id_return")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_feedback_round_id_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
        sa.UniqueConstraint("return_id", "person_id", name=op.f("uq_feedback_return_id_person_id")),
    )
    op.create_index("ix_feedback_round_id", "feedback", ["round_id"], unique=False)


def downgrade() -> None:
    """Go down."""
    for table in ("feedback", "feedback_ask", "visit_answer", "visit"):
        op.drop_table(table)
