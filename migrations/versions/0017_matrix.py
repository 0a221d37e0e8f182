"""Agreed levels of a maturity matrix."""

import sqlalchemy as sa
from alembic import op

from audit.infra.database import UtcDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "agreed_level",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("grade", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["edition_question.id"],
            name=op.f("fk_agreed_level_question_id_edition_question"),
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_agreed_level_round_id_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreed_level")),
        sa.UniqueConstraint("round_id", "question_id", name=op.f("uq_agreed_level_round_id_question_id")),
    )


def downgrade() -> None:
    """Go down."""
    op.drop_table("agreed_level")
