"""Quarantine of answers and files that may tell who a child is."""

import sqlalchemy as sa
from alembic import op

from audit.infra.database import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    # Plainly, not in a batch: SQLite would make the table anew, which the rows that point to it forbid.
    op.add_column("evidence", sa.Column("held_back", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "quarantine",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("return_id", sa.Integer(), nullable=False),
        sa.Column("question_code", sa.String(length=40), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("lifted_by_name", sa.String(length=200), nullable=True),
        sa.Column("lifted_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "question_code <> '' OR evidence_id IS NOT NULL", name=op.f("ck_quarantine_answer_or_file")
        ),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_quarantine_evidence_id_evidence")
        ),
        sa.ForeignKeyConstraint(["return_id"], ["return.id"], name=op.f("fk_quarantine_return_id_return")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quarantine")),
    )
    with op.batch_alter_table("quarantine", schema=None) as batch_op:
        batch_op.create_index("ix_quarantine_evidence_id", ["evidence_id"], unique=False)
        batch_op.create_index("ix_quarantine_return_id", ["return_id"], unique=False)


def downgrade() -> None:
    """Go down."""
    with op.batch_alter_table("quarantine", schema=None) as batch_op:
        batch_op.drop_index("ix_quarantine_return_id")
        batch_op.drop_index("ix_quarantine_evidence_id")
    op.drop_table("quarantine")
    op.drop_column("evidence", "held_back")
