"""What boards said of spreadsheets of their own, for the next one with the same headings."""

import sqlalchemy as sa
from alembic import op

from audit.infra.database import JsonData, UtcDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "brought_layout",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("headings", sa.String(length=64), nullable=False),
        sa.Column("choices", JsonData, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_brought_layout_board_id_board")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brought_layout")),
        sa.UniqueConstraint("board_id", "headings", name=op.f("uq_brought_layout_board_id_headings")),
    )


def downgrade() -> None:
    """Go down."""
    op.drop_table("brought_layout")
