"""Answers brought forward from an earlier return, mappings between scales, and the organisations that others carry on."""

import sqlalchemy as sa
from alembic import op

from audit.infra.database import JsonData, UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "predecessor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("predecessor_id", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("made_by_name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_predecessor_board_id_board")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_predecessor_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["predecessor_id"], ["organisation.id"], name=op.f("fk_predecessor_predecessor_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_predecessor")),
        sa.UniqueConstraint(
            "board_id",
            "organisation_id",
            "predecessor_id",
            name=op.f("uq_predecessor_board_id_organisation_id_predecessor_id"),
        ),
    )
    with op.batch_alter_table("predecessor", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_predecessor_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_predecessor_predecessor_id"), ["predecessor_id"], unique=False)

    op.create_table(
        "scale_mapping",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("before", JsonData, nullable=False),
        sa.Column("before_mark", sa.String(length=64), nullable=False),
        sa.Column("now", JsonData, nullable=False),
        sa.Column("now_mark", sa.String(length=64), nullable=False),
        sa.Column("grades", JsonData, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("declared_by_name", sa.String(length=200), nullable=False),
        sa.Column("declared_at", UtcDateTime(), nullable=False),
        sa.Column("withdrawn_by_name", sa.String(length=200), nullable=True),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_scale_mapping_board_id_board")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scale_mapping")),
    )
    op.create_index(
        "ix_scale_mapping_board_id_before_mark_now_mark",
        "scale_mapping",
        ["board_id", "before_mark", "now_mark"],
        unique=False,
    )
    op.create_table(
        "carried_answer",
        sa.Column("answer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("question_code", sa.String(length=30), nullable=False),
        sa.Column("mapping_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["mapping_id"], ["scale_mapping.id"], name=op.f("fk_carried_answer_mapping_id_scale_mapping")
        ),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answer.id"], name=op.f("fk_carried_answer_answer_id_answer")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_carried_answer_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("answer_id", "version", name=op.f("pk_carried_answer")),
    )
    with op.batch_alter_table("carried_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_carried_answer_submission_id"), ["submission_id"], unique=False)


def downgrade() -> None:
    """Go down."""
    with op.batch_alter_table("carried_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_carried_answer_submission_id"))

    op.drop_table("carried_answer")
    op.drop_index("ix_scale_mapping_board_id_before_mark_now_mark", table_name="scale_mapping")
    op.drop_table("scale_mapping")
    with op.batch_alter_table("predecessor", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_predecessor_predecessor_id"))
        batch_op.drop_index(batch_op.f("ix_predecessor_organisation_id"))

    op.drop_table("predecessor")
