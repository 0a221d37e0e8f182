"""Grade scales of a board's own."""

import sqlalchemy as sa
from alembic import op

from audit.infra.database import JsonData, UtcDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "board_scale",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("content", JsonData, nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("changed_by_name", sa.String(length=200), nullable=False),
        sa.Column("retired_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_board_scale_board_id_board")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_scale")),
        sa.UniqueConstraint("board_id", "code", name=op.f("uq_board_scale_board_id_code")),
    )


def downgrade() -> None:
    """Go down."""
    op.drop_table("board_scale")
