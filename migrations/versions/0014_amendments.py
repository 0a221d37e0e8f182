"""Amendments of running rounds, and sets of other boards that a board has adopted."""

import sqlalchemy as sa
from alembic import op

from audit.infra.database import JsonData, UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_OF_RETURN = (
    ("added_questions", JsonData),
    ("added_state", sa.String(length=20)),
    ("added_due_on", sa.Date()),
)


def upgrade() -> None:
    """Go up."""
    # Plainly, not in a batch: SQLite would make the table anew, which the rows that point to it forbid.
    for name, kind in _OF_RETURN:
        op.add_column("return", sa.Column(name, kind, nullable=True))
    op.create_table(
        "amendment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("changes", JsonData, nullable=False),
        sa.Column("before_id", sa.Integer(), nullable=True),
        sa.Column("after_id", sa.Integer(), nullable=True),
        sa.Column("prepared_by_name", sa.String(length=200), nullable=False),
        sa.Column("prepared_at", UtcDateTime(), nullable=False),
        sa.Column("made_by_name", sa.String(length=200), nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=True),
        sa.Column("taken_back_by_name", sa.String(length=200), nullable=True),
        sa.Column("taken_back_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('prepared', 'made', 'taken-back', 'discarded')", name=op.f("ck_amendment_state")
        ),
        sa.ForeignKeyConstraint(["after_id"], ["edition.id"], name=op.f("fk_amendment_after_id_edition")),
        sa.ForeignKeyConstraint(["before_id"], ["edition.id"], name=op.f("fk_amendment_before_id_edition")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_amendment_round_id_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_amendment")),
    )
    op.create_index("ix_amendment_round_id", "amendment", ["round_id"], unique=False)
    op.create_table(
        "adopted_set",
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("adopted_by_name", sa.String(length=200), nullable=False),
        sa.Column("adopted_at", UtcDateTime(), nullable=False),
        sa.Column("dropped_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_adopted_set_board_id_board")),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_adopted_set_edition_id_edition")
        ),
        sa.PrimaryKeyConstraint("board_id", "edition_id", name=op.f("pk_adopted_set")),
    )


def downgrade() -> None:
    """Go down."""
    op.drop_table("adopted_set")
    op.drop_index("ix_amendment_round_id", table_name="amendment")
    op.drop_table("amendment")
    for name, _ in reversed(_OF_RETURN):
        op.drop_column("return", name)
