"""Workbooks with answers that were applied."""

import sqlalchemy as sa
from alembic import op

from audit.infra.database import JsonData, UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "applied_upload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("return_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("changes", JsonData, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("undone_at", UtcDateTime(), nullable=True),
        sa.Column("undone_by_name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["return_id"], ["return.id"], name=op.f("fk_applied_upload_return_id_return")
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_applied_upload_by_id_person"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_applied_upload")),
    )
    with op.batch_alter_table("applied_upload", schema=None) as batch_op:
        batch_op.create_index("ix_applied_upload_return_id", ["return_id"], unique=False)


def downgrade() -> None:
    """Go down."""
    op.drop_table("applied_upload")
