"""What a trust answers for all of its schools, and what each school took from it."""

import sqlalchemy as sa
from alembic import op

from audit.infra.database import JsonData, UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "trust_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("chosen_by_name", sa.String(length=200), nullable=False),
        sa.Column("chosen_at", UtcDateTime(), nullable=False),
        sa.Column("taken_back_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_trust_question_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["edition_question.id"],
            name=op.f("fk_trust_question_question_id_edition_question"),
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_trust_question_round_id_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trust_question")),
        sa.UniqueConstraint(
            "organisation_id",
            "round_id",
            "question_id",
            name=op.f("uq_trust_question_organisation_id_round_id_question_id"),
        ),
    )
    op.create_index(op.f("ix_trust_question_round_id"), "trust_question", ["round_id"], unique=False)
    op.create_table(
        "trust_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("trust_question_id", sa.Integer(), nullable=False),
        sa.Column("grade", sa.String(length=20), nullable=True),
        sa.Column("value", JsonData, nullable=True),
        sa.Column("narrative", sa.Text(), nullable=False),
        sa.Column("not_applicable", sa.Boolean(), nullable=False),
        sa.Column("na_reason", sa.Text(), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_name", sa.String(length=200), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["trust_question_id"],
            ["trust_question.id"],
            name=op.f("fk_trust_answer_trust_question_id_trust_question"),
        ),
        sa.ForeignKeyConstraint(
            ["updated_by_id"],
            ["person.id"],
            name=op.f("fk_trust_answer_updated_by_id_person"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trust_answer")),
        sa.UniqueConstraint("trust_question_id", name=op.f("uq_trust_answer_trust_question_id")),
    )
    op.create_table(
        "trust_evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("trust_question_id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("added_by_name", sa.String(length=200), nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.Column("removed_by_name", sa.String(length=200), nullable=True),
        sa.Column("removed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_trust_evidence_evidence_id_evidence")
        ),
        sa.ForeignKeyConstraint(
            ["trust_question_id"],
            ["trust_question.id"],
            name=op.f("fk_trust_evidence_trust_question_id_trust_question"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trust_evidence")),
    )
    op.create_index(
        "ix_trust_evidence_trust_question_id", "trust_evidence", ["trust_question_id"], unique=False
    )
    op.create_table(
        "inherited_answer",
        sa.Column("return_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("trust_answer_id", sa.Integer(), nullable=False),
        sa.Column("trust_version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "state IN ('inherited', 'overridden')", name=op.f("ck_inherited_answer_state_known")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["edition_question.id"],
            name=op.f("fk_inherited_answer_question_id_edition_question"),
        ),
        sa.ForeignKeyConstraint(
            ["return_id"], ["return.id"], name=op.f("fk_inherited_answer_return_id_return")
        ),
        sa.ForeignKeyConstraint(
            ["trust_answer_id"],
            ["trust_answer.id"],
            name=op.f("fk_inherited_answer_trust_answer_id_trust_answer"),
        ),
        sa.PrimaryKeyConstraint("return_id", "question_id", name=op.f("pk_inherited_answer")),
    )
    op.create_index(
        "ix_inherited_answer_trust_answer_id", "inherited_answer", ["trust_answer_id"], unique=False
    )
    op.create_table(
        "trust_answer_revision",
        sa.Column("trust_answer_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("grade", sa.String(length=20), nullable=True),
        sa.Column("value", JsonData, nullable=True),
        sa.Column("narrative", sa.Text(), nullable=False),
        sa.Column("not_applicable", sa.Boolean(), nullable=False),
        sa.Column("na_reason", sa.Text(), nullable=False),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["trust_answer_id"],
            ["trust_answer.id"],
            name=op.f("fk_trust_answer_revision_trust_answer_id_trust_answer"),
        ),
        sa.PrimaryKeyConstraint("trust_answer_id", "version", name=op.f("pk_trust_answer_revision")),
    )


def downgrade() -> None:
    """Go down."""
    op.drop_table("trust_answer_revision")
    op.drop_index("ix_inherited_answer_trust_answer_id", table_name="inherited_answer")
    op.drop_table("inherited_answer")
    op.drop_index("ix_trust_evidence_trust_question_id", table_name="trust_evidence")
    op.drop_table("trust_evidence")
    op.drop_table("trust_answer")
    op.drop_index(op.f("ix_trust_question_round_id"), table_name="trust_question")
    op.drop_table("trust_question")
