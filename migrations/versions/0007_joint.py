"""Returns to several boards, answered as one piece of work."""

import sqlalchemy as sa
from alembic import op

from audit.infra.database import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    # Plainly, not in a batch: SQLite would make the table anew, which the rows that point to it forbid.
    op.add_column("return", sa.Column("joint_id", sa.Integer(), nullable=True))
    op.create_index("ix_return_joint_id", "return", ["joint_id"])
    op.create_table(
        "joint_work",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("begun_by_name", sa.String(length=200), nullable=False),
        sa.Column("begun_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_joint_work_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_joint_work")),
    )
    op.create_index(op.f("ix_joint_work_organisation_id"), "joint_work", ["organisation_id"])
    op.create_table(
        "joint_return",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("joint_work_id", sa.Integer(), nullable=False),
        sa.Column("return_id", sa.Integer(), nullable=False),
        sa.Column("shares_narrative", sa.Boolean(), nullable=False),
        sa.Column("shares_evidence", sa.Boolean(), nullable=False),
        sa.Column("agreed_by_name", sa.String(length=200), nullable=False),
        sa.Column("agreed_at", UtcDateTime(), nullable=False),
        sa.Column("joined_at", UtcDateTime(), nullable=False),
        sa.Column("left_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["joint_work_id"], ["joint_work.id"], name=op.f("fk_joint_return_joint_work_id_joint_work")
        ),
        sa.ForeignKeyConstraint(["return_id"], ["return.id"], name=op.f("fk_joint_return_return_id_return")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_joint_return")),
    )
    op.create_index("ix_joint_return_joint_work_id", "joint_return", ["joint_work_id"])
    op.create_index(
        "uq_joint_return_live",
        "joint_return",
        ["return_id"],
        unique=True,
        sqlite_where=sa.text("left_at IS NULL"),
        postgresql_where=sa.text("left_at IS NULL"),
    )
    op.create_table(
        "shared_answer",
        sa.Column("answer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("from_return_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["answer_id"], ["answer.id"], name=op.f("fk_shared_answer_answer_id_answer")),
        sa.ForeignKeyConstraint(
            ["from_return_id"], ["return.id"], name=op.f("fk_shared_answer_from_return_id_return")
        ),
        sa.PrimaryKeyConstraint("answer_id", "version", name=op.f("pk_shared_answer")),
    )


def downgrade() -> None:
    """Go down."""
    op.drop_table("shared_answer")
    op.drop_table("joint_return")
    op.drop_table("joint_work")
    op.drop_index("ix_return_joint_id", table_name="return")
    op.drop_column("return", "joint_id")
