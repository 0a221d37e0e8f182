"""Case audits: short forms for a few anonymised cases, graded by auditor and moderator."""

import sqlalchemy as sa
from alembic import op

from audit.infra.append_only import drop_triggers, triggers
from audit.infra.database import JsonData, UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TABLES = (
    "case_audit",
    "case_audit_place",
    "audited_case",
    "case_answer",
    "case_judgement",
    "case_answer_revision",
)
"""In the order in which they are made."""
APPEND_ONLY = ("case_answer_revision",)


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "case_audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("repeats_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("theme", sa.String(length=200), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("categories", JsonData, nullable=False),
        sa.Column("cases_each", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("moderation_by", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('draft', 'open', 'closed')", name=op.f("ck_case_audit_state_known")),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_case_audit_board_id_board")),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_case_audit_edition_id_edition")
        ),
        sa.ForeignKeyConstraint(
            ["repeats_id"], ["case_audit.id"], name=op.f("fk_case_audit_repeats_id_case_audit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_audit")),
        sa.UniqueConstraint("code", name=op.f("uq_case_audit_code")),
    )
    op.create_index("ix_case_audit_board_id", "case_audit", ["board_id"], unique=False)
    op.create_table(
        "case_audit_place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("moderator_id", sa.Integer(), nullable=True),
        sa.Column("moderator_name", sa.String(length=200), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("sent_by_name", sa.String(length=200), nullable=False),
        sa.Column("moderated_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('answering', 'sent', 'moderated')", name=op.f("ck_case_audit_place_state_known")
        ),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["case_audit.id"], name=op.f("fk_case_audit_place_audit_id_case_audit")
        ),
        sa.ForeignKeyConstraint(
            ["moderator_id"],
            ["person.id"],
            name=op.f("fk_case_audit_place_moderator_id_person"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_case_audit_place_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_audit_place")),
        sa.UniqueConstraint(
            "audit_id", "organisation_id", name=op.f("uq_case_audit_place_audit_id_organisation_id")
        ),
    )
    op.create_index("ix_case_audit_place_moderator_id", "case_audit_place", ["moderator_id"], unique=False)
    op.create_index(
        "ix_case_audit_place_organisation_id", "case_audit_place", ["organisation_id"], unique=False
    )
    op.create_table(
        "audited_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=100), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.Column("added_by_name", sa.String(length=200), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.Column("moderated_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'finished', 'moderated')", name=op.f("ck_audited_case_state_known")
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["case_audit_place.id"], name=op.f("fk_audited_case_place_id_case_audit_place")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audited_case")),
        sa.UniqueConstraint("place_id", "number", name=op.f("uq_audited_case_place_id_number")),
    )
    op.create_table(
        "case_answer",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
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
            ["case_id"], ["audited_case.id"], name=op.f("fk_case_answer_case_id_audited_case")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["edition_question.id"], name=op.f("fk_case_answer_question_id_edition_question")
        ),
        sa.ForeignKeyConstraint(
            ["updated_by_id"],
            ["person.id"],
            name=op.f("fk_case_answer_updated_by_id_person"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_answer")),
        sa.UniqueConstraint("case_id", "question_id", name=op.f("uq_case_answer_case_id_question_id")),
    )
    op.create_table(
        "case_judgement",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("grade", sa.String(length=20), nullable=True),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("agreed_grade", sa.String(length=20), nullable=True),
        sa.Column("updated_by_name", sa.String(length=200), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["audited_case.id"], name=op.f("fk_case_judgement_case_id_audited_case")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["edition_question.id"],
            name=op.f("fk_case_judgement_question_id_edition_question"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_judgement")),
        sa.UniqueConstraint("case_id", "question_id", name=op.f("uq_case_judgement_case_id_question_id")),
    )
    op.create_table(
        "case_answer_revision",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("answer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("grade", sa.String(length=20), nullable=True),
        sa.Column("value", JsonData, nullable=True),
        sa.Column("narrative", sa.Text(), nullable=False),
        sa.Column("not_applicable", sa.Boolean(), nullable=False),
        sa.Column("na_reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("via", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["case_answer.id"], name=op.f("fk_case_answer_revision_answer_id_case_answer")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_case_answer_revision_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_answer_revision")),
        sa.UniqueConstraint("answer_id", "version", name=op.f("uq_case_answer_revision_answer_id_version")),
    )
    dialect = op.get_bind().dialect.name
    for table in APPEND_ONLY:
        for statement in triggers(table, dialect):
            op.execute(statement)


def downgrade() -> None:
    """Go down."""
    dialect = op.get_bind().dialect.name
    for table in APPEND_ONLY:
        for statement in drop_triggers(table, dialect):
            op.execute(statement)
    for table in reversed(TABLES):
        op.drop_table(table)
