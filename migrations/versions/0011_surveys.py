"""Anonymous surveys of staff."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from audit.infra.database import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_JSON = sa.JSON(none_as_null=True).with_variant(
    postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
)


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "survey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=True),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("shares_results", sa.Boolean(), nullable=False),
        sa.Column("openings", sa.Integer(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('draft', 'open', 'closed')", name=op.f("ck_survey_state_known")),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_survey_board_id_board")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_survey_edition_id_edition")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_survey_round_id_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey")),
    )
    op.create_index("ix_survey_board_id", "survey", ["board_id"])
    op.create_index("ix_survey_round_id", "survey", ["round_id"])
    op.create_table(
        "survey_place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("closings", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_survey_place_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_survey_place_survey_id_survey")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_place")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_survey_place_key_hash")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_survey_place_code_hash")),
        sa.UniqueConstraint(
            "survey_id", "organisation_id", name=op.f("uq_survey_place_survey_id_organisation_id")
        ),
    )
    op.create_index("ix_survey_place_organisation_id", "survey_place", ["organisation_id"])
    # Without the numbers that SQLite gives rows as they come: the order of coming could tell whose reply it is.
    op.create_table(
        "survey_reply",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.Column("chosen", _JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["place_id"], ["survey_place.id"], name=op.f("fk_survey_reply_place_id_survey_place")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_reply")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_survey_reply_place_id", "survey_reply", ["place_id"])
    op.create_table(
        "survey_spent_form",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["survey.id"], name=op.f("fk_survey_spent_form_survey_id_survey")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_survey_spent_form")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_survey_spent_form_survey_id", "survey_spent_form", ["survey_id"])
    op.create_table(
        "survey_sum",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("closing", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.Column("replies", sa.Integer(), nullable=False),
        sa.Column("counts", _JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["place_id"], ["survey_place.id"], name=op.f("fk_survey_sum_place_id_survey_place")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_sum")),
        sa.UniqueConstraint("place_id", "closing", "role", name=op.f("uq_survey_sum_place_id_closing_role")),
    )


def downgrade() -> None:
    """Go down."""
    for table in ("survey_sum", "survey_spent_form", "survey_reply", "survey_place", "survey"):
        op.drop_table(table)
