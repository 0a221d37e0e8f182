"""Assignments, discussions and marks among colleagues."""

import sqlalchemy as sa
from alembic import op

from audit.infra.database import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("return_id", sa.Integer(), nullable=False),
        sa.Column("standard_code", sa.String(length=40), nullable=False),
        sa.Column("question_code", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("given_by_name", sa.String(length=200), nullable=False),
        sa.Column("given_at", UtcDateTime(), nullable=False),
        sa.Column("told_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ended_by_name", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_assignment_person_id_person")),
        sa.ForeignKeyConstraint(["return_id"], ["return.id"], name=op.f("fk_assignment_return_id_return")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
    )
    op.create_index("ix_assignment_person_id", "assignment", ["person_id"])
    op.create_index(
        "uq_assignment_live",
        "assignment",
        ["return_id", "standard_code", "question_code"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "remark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("return_id", sa.Integer(), nullable=False),
        sa.Column("question_code", sa.String(length=40), nullable=False),
        sa.Column("begins_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("resolved_at", UtcDateTime(), nullable=True),
        sa.Column("resolved_by_name", sa.String(length=200), nullable=False),
        sa.Column("removed_at", UtcDateTime(), nullable=True),
        sa.Column("removed_by_name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["begins_id"], ["remark.id"], name=op.f("fk_remark_begins_id_remark")),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_remark_by_id_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["return_id"], ["return.id"], name=op.f("fk_remark_return_id_return")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remark")),
    )
    op.create_index(op.f("ix_remark_begins_id"), "remark", ["begins_id"])
    op.create_index("ix_remark_return_id_question_code", "remark", ["return_id", "question_code"])
    op.create_table(
        "mention",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("remark_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("told_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_mention_person_id_person")),
        sa.ForeignKeyConstraint(["remark_id"], ["remark.id"], name=op.f("fk_mention_remark_id_remark")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mention")),
        sa.UniqueConstraint("remark_id", "person_id", name=op.f("uq_mention_remark_id_person_id")),
    )
    op.create_index("ix_mention_person_id", "mention", ["person_id"])
    op.create_table(
        "looked_at",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("return_id", sa.Integer(), nullable=False),
        sa.Column("question_code", sa.String(length=40), nullable=False),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["return_id"], ["return.id"], name=op.f("fk_looked_at_return_id_return")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_looked_at")),
        sa.UniqueConstraint("return_id", "question_code", name=op.f("uq_looked_at_return_id_question_code")),
    )
    op.create_table(
        "gathered_letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_gathered_letter_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gathered_letter")),
        sa.UniqueConstraint("person_id", "day", name=op.f("uq_gathered_letter_person_id_day")),
    )


def downgrade() -> None:
    """Go down."""
    for table in ("gathered_letter", "looked_at", "mention", "remark", "assignment"):
        op.drop_table(table)
