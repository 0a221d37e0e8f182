"""the main job."""

import sqlalchemy as sa
from alembic import op

from audit.infra.append_only import drop_triggers, triggers
from audit.infra.database import JsonData, UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = (
    "trail_entry",
    "answer_revision",
    "submission",
    "edition",
    "edition_standard",
    "edition_question",
)
"""Tables whose rows the database itself refuses to change or remove."""


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "board",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("accent", sa.String(length=7), nullable=False),
        sa.Column("contact_email", sa.String(length=254), nullable=False),
        sa.Column("contact_phone", sa.String(length=60), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board")),
        sa.UniqueConstraint("code", name=op.f("uq_board_code")),
    )
    op.create_table(
        "edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("edition", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("content", JsonData, nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=False),
        sa.Column("published_by", sa.String(length=200), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=True),
        sa.Column("instrument", sa.String(length=20), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("approved_by", sa.String(length=200), nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("amends_id", sa.Integer(), nullable=True),
        sa.Column("amendment", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "instrument IN ('self-assessment', 'thematic', 'staff-survey', 'case-audit', 'maturity-matrix', "
            "'feedback', 'visit')",
            name=op.f("ck_edition_instrument"),
        ),
        sa.ForeignKeyConstraint(["amends_id"], ["edition.id"], name=op.f("fk_edition_amends_id_edition")),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_edition_board_id_board")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition")),
        sa.UniqueConstraint("code", "edition", "amendment", name=op.f("uq_edition_code_edition_amendment")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_edition_fingerprint")),
    )
    op.create_index("ix_edition_board_id", "edition", ["board_id"], unique=False)
    op.create_table(
        "edition_offer",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("offered_by_name", sa.String(length=200), nullable=False),
        sa.Column("offered_at", UtcDateTime(), nullable=False),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_edition_offer_edition_id_edition")
        ),
        sa.PrimaryKeyConstraint("edition_id", name=op.f("pk_edition_offer")),
    )
    op.create_table(
        "letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("to_email", sa.String(length=254), nullable=False),
        sa.Column("to_name", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=True),
        sa.Column("about_kind", sa.String(length=40), nullable=False),
        sa.Column("about_id", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("next_try_at", UtcDateTime(), nullable=False),
        sa.Column("posted_at", UtcDateTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(length=500), nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'posted', 'failed')", name=op.f("ck_letter_state_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
    )
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.create_index("ix_letter_board_id_created_at", ["board_id", "created_at"], unique=False)
        batch_op.create_index("ix_letter_state_next_try_at", ["state", "next_try_at"], unique=False)

    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("phase", sa.String(length=20), nullable=False),
        sa.Column("type", sa.String(length=30), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("local_authority_code", sa.Integer(), nullable=True),
        sa.Column("low_age", sa.Integer(), nullable=True),
        sa.Column("high_age", sa.Integer(), nullable=True),
        sa.Column("pupils", sa.Integer(), nullable=True),
        sa.Column("trust_name", sa.String(length=200), nullable=False),
        sa.Column("town", sa.String(length=100), nullable=False),
        sa.Column("postcode", sa.String(length=10), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["organisation.id"], name=op.f("fk_organisation_parent_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
    )
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisation_name"), ["name"], unique=False)
        batch_op.create_index(batch_op.f("ix_organisation_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("otp_secret", sa.String(length=300), nullable=True),
        sa.Column("otp_last_step", sa.Integer(), nullable=True),
        sa.Column("recovery_code_hashes", JsonData, nullable=True),
        sa.Column("is_closed", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=270), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
    )
    with op.batch_alter_table("sign_in_attempt", schema=None) as batch_op:
        batch_op.create_index("ix_sign_in_attempt_key_at", ["key", "at"], unique=False)

    op.create_table(
        "stored_file",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("content_type", sa.String(length=120), nullable=False),
        sa.Column("scan", sa.String(length=16), nullable=False),
        sa.Column("stored_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "scan IN ('not-configured', 'clean', 'quarantined')", name=op.f("ck_stored_file_scan_known")
        ),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_stored_file")),
    )
    op.create_table(
        "trail_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("event", sa.String(length=80), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_name", sa.String(length=200), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.String(length=80), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("facts", JsonData, nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trail_entry")),
        sa.UniqueConstraint("hash", name=op.f("uq_trail_entry_hash")),
    )
    with op.batch_alter_table("trail_entry", schema=None) as batch_op:
        batch_op.create_index("ix_trail_entry_board_id_id", ["board_id", "id"], unique=False)
        batch_op.create_index("ix_trail_entry_subject", ["subject_kind", "subject_id"], unique=False)

    op.create_table(
        "area_membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("joined_on", sa.Date(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_area_membership_board_id_board")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_area_membership_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area_membership")),
        sa.UniqueConstraint(
            "board_id",
            "organisation_id",
            "joined_on",
            name=op.f("uq_area_membership_board_id_organisation_id_joined_on"),
        ),
    )
    with op.batch_alter_table("area_membership", schema=None) as batch_op:
        batch_op.create_index("ix_area_membership_organisation_id", ["organisation_id"], unique=False)

    op.create_table(
        "edition_standard",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_edition_standard_edition_id_edition")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition_standard")),
        sa.UniqueConstraint("edition_id", "code", name=op.f("uq_edition_standard_edition_id_code")),
    )
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=True),
        sa.Column("uploaded_by_name", sa.String(length=200), nullable=False),
        sa.Column("uploaded_at", UtcDateTime(), nullable=False),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_evidence_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["sha256"], ["stored_file.sha256"], name=op.f("fk_evidence_sha256_stored_file")
        ),
        sa.ForeignKeyConstraint(
            ["uploaded_by_id"],
            ["person.id"],
            name=op.f("fk_evidence_uploaded_by_id_person"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.create_index(
            "ix_evidence_organisation_id_uploaded_at", ["organisation_id", "uploaded_at"], unique=False
        )

    op.create_table(
        "identifier",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("register", sa.String(length=20), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_identifier_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identifier")),
        sa.UniqueConstraint("register", "number", name=op.f("uq_identifier_register_number")),
    )
    with op.batch_alter_table("identifier", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_identifier_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "role_held",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("signs_as", sa.String(length=20), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "role IN ('site-administrator', 'board-administrator', 'moderator', 'panel-member', 'board-viewer', 'lead', 'contributor', 'approver', 'organisation-viewer')",
            name=op.f("ck_role_held_role_known"),
        ),
        sa.CheckConstraint(
            "board_id IS NULL OR organisation_id IS NULL", name=op.f("ck_role_held_one_place")
        ),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_role_held_board_id_board")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_role_held_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_role_held_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_held")),
    )
    with op.batch_alter_table("role_held", schema=None) as batch_op:
        batch_op.create_index("ix_role_held_board_id", ["board_id"], unique=False)
        batch_op.create_index("ix_role_held_organisation_id", ["organisation_id"], unique=False)
        batch_op.create_index(
            "uq_role_held_person_id_role_board_id",
            ["person_id", "role", "board_id"],
            unique=True,
            sqlite_where=sa.text("board_id IS NOT NULL"),
            postgresql_where=sa.text("board_id IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_role_held_person_id_role_organisation_id",
            ["person_id", "role", "organisation_id"],
            unique=True,
            sqlite_where=sa.text("organisation_id IS NOT NULL"),
            postgresql_where=sa.text("organisation_id IS NOT NULL"),
        )

    op.create_table(
        "round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("reviews_id", sa.Integer(), nullable=True),
        sa.Column("actions_required", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("sign_off_by", sa.Date(), nullable=True),
        sa.Column("moderation_by", sa.Date(), nullable=True),
        sa.Column("challenge_on", sa.Date(), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("sign_off_steps", JsonData, nullable=False),
        sa.Column("governing_body_date", sa.Boolean(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('audit', 'review')", name=op.f("ck_round_kind_known")),
        sa.CheckConstraint("state IN ('draft', 'open', 'closed')", name=op.f("ck_round_state_known")),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_round_board_id_board")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_round_edition_id_edition")),
        sa.ForeignKeyConstraint(["reviews_id"], ["round.id"], name=op.f("fk_round_reviews_id_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round")),
        sa.UniqueConstraint("code", name=op.f("uq_round_code")),
    )
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_round_board_id"), ["board_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_round_reviews_id"), ["reviews_id"], unique=False)

    op.create_table(
        "signed_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("second_factor", sa.Boolean(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("last_seen_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("address", sa.String(length=60), nullable=False),
        sa.Column("browser", sa.String(length=200), nullable=False),
        sa.Column("place", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_signed_in_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signed_in")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_signed_in_key_hash")),
    )
    with op.batch_alter_table("signed_in", schema=None) as batch_op:
        batch_op.create_index("ix_signed_in_person_id", ["person_id"], unique=False)

    op.create_table(
        "single_use_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=12), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "purpose IN ('invitation', 'reset')", name=op.f("ck_single_use_link_purpose_known")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_single_use_link_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_single_use_link")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_single_use_link_key_hash")),
    )
    with op.batch_alter_table("single_use_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_single_use_link_person_id"), ["person_id"], unique=False)

    op.create_table(
        "edition_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("standard_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_edition_question_edition_id_edition")
        ),
        sa.ForeignKeyConstraint(
            ["standard_id"],
            ["edition_standard.id"],
            name=op.f("fk_edition_question_standard_id_edition_standard"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition_question")),
        sa.UniqueConstraint("edition_id", "code", name=op.f("uq_edition_question_edition_id_code")),
    )
    with op.batch_alter_table("edition_question", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_edition_question_standard_id"), ["standard_id"], unique=False)

    op.create_table(
        "evidence_opened",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("person_name", sa.String(length=200), nullable=False),
        sa.Column("on_behalf", sa.String(length=12), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_evidence_opened_evidence_id_evidence")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_evidence_opened_person_id_person"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_opened")),
    )
    with op.batch_alter_table("evidence_opened", schema=None) as batch_op:
        batch_op.create_index("ix_evidence_opened_evidence_id", ["evidence_id"], unique=False)

    op.create_table(
        "return",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("profile", sa.String(length=20), nullable=False),
        sa.Column("only_questions", JsonData, nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=True),
        sa.Column("sent_for_sign_off_at", UtcDateTime(), nullable=True),
        sa.Column("submitted_at", UtcDateTime(), nullable=True),
        sa.Column("submitted_kind", sa.String(length=30), nullable=True),
        sa.Column("submitted_phase", sa.String(length=20), nullable=True),
        sa.Column("submitted_type", sa.String(length=30), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('not-started', 'in-progress', 'awaiting-sign-off', 'submitted')",
            name=op.f("ck_return_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_return_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_return_round_id_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return")),
        sa.UniqueConstraint("reference", name=op.f("uq_return_reference")),
        sa.UniqueConstraint("round_id", "organisation_id", name=op.f("uq_return_round_id_organisation_id")),
    )
    with op.batch_alter_table("return", schema=None) as batch_op:
        batch_op.create_index("ix_return_organisation_id", ["organisation_id"], unique=False)

    op.create_table(
        "answer",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("return_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("grade", sa.String(length=20), nullable=True),
        sa.Column("value", JsonData, nullable=True),
        sa.Column("narrative", sa.Text(), nullable=False),
        sa.Column("not_applicable", sa.Boolean(), nullable=False),
        sa.Column("na_reason", sa.Text(), nullable=False),
        sa.Column("is_asked", sa.Boolean(), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_name", sa.String(length=200), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"], ["edition_question.id"], name=op.f("fk_answer_question_id_edition_question")
        ),
        sa.ForeignKeyConstraint(["return_id"], ["return.id"], name=op.f("fk_answer_return_id_return")),
        sa.ForeignKeyConstraint(
            ["updated_by_id"], ["person.id"], name=op.f("fk_answer_updated_by_id_person"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
        sa.UniqueConstraint("return_id", "question_id", name=op.f("uq_answer_return_id_question_id")),
    )
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.create_index(
            "ix_answer_figures",
            ["return_id", "question_id", "is_asked", "grade", "not_applicable"],
            unique=False,
        )

    op.create_table(
        "cited_evidence",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("return_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("added_by_name", sa.String(length=200), nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.Column("removed_by_name", sa.String(length=200), nullable=True),
        sa.Column("removed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_cited_evidence_evidence_id_evidence")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["edition_question.id"],
            name=op.f("fk_cited_evidence_question_id_edition_question"),
        ),
        sa.ForeignKeyConstraint(
            ["return_id"], ["return.id"], name=op.f("fk_cited_evidence_return_id_return")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cited_evidence")),
    )
    with op.batch_alter_table("cited_evidence", schema=None) as batch_op:
        batch_op.create_index("ix_cited_evidence_evidence_id", ["evidence_id"], unique=False)
        batch_op.create_index(
            "ix_cited_evidence_return_id_question_id", ["return_id", "question_id"], unique=False
        )

    op.create_table(
        "sign_off_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("return_id", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("approved", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("governing_body_on", sa.Date(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("by_title", sa.String(length=100), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_sign_off_decision_by_id_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["return_id"], ["return.id"], name=op.f("fk_sign_off_decision_return_id_return")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_off_decision")),
    )
    with op.batch_alter_table("sign_off_decision", schema=None) as batch_op:
        batch_op.create_index("ix_sign_off_decision_return_id", ["return_id"], unique=False)

    op.create_table(
        "submission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("return_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=30), nullable=False),
        sa.Column("content", JsonData, nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("submitted_at", UtcDateTime(), nullable=False),
        sa.Column("submitted_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["return_id"], ["return.id"], name=op.f("fk_submission_return_id_return")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
        sa.UniqueConstraint("reference", name=op.f("uq_submission_reference")),
        sa.UniqueConstraint("return_id", "number", name=op.f("uq_submission_return_id_number")),
    )
    op.create_table(
        "answer_revision",
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
            ["answer_id"], ["answer.id"], name=op.f("fk_answer_revision_answer_id_answer")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_answer_revision_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_revision")),
        sa.UniqueConstraint("answer_id", "version", name=op.f("uq_answer_revision_answer_id_version")),
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
    op.drop_table("answer_revision")
    op.drop_table("submission")
    with op.batch_alter_table("sign_off_decision", schema=None) as batch_op:
        batch_op.drop_index("ix_sign_off_decision_return_id")

    op.drop_table("sign_off_decision")
    with op.batch_alter_table("cited_evidence", schema=None) as batch_op:
        batch_op.drop_index("ix_cited_evidence_return_id_question_id")
        batch_op.drop_index("ix_cited_evidence_evidence_id")

    op.drop_table("cited_evidence")
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.drop_index("ix_answer_figures")

    op.drop_table("answer")
    with op.batch_alter_table("return", schema=None) as batch_op:
        batch_op.drop_index("ix_return_organisation_id")

    op.drop_table("return")
    with op.batch_alter_table("evidence_opened", schema=None) as batch_op:
        batch_op.drop_index("ix_evidence_opened_evidence_id")

    op.drop_table("evidence_opened")
    with op.batch_alter_table("edition_question", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_edition_question_standard_id"))

    op.drop_table("edition_question")
    with op.batch_alter_table("single_use_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_single_use_link_person_id"))

    op.drop_table("single_use_link")
    with op.batch_alter_table("signed_in", schema=None) as batch_op:
        batch_op.drop_index("ix_signed_in_person_id")

    op.drop_table("signed_in")
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_round_board_id"))
        batch_op.drop_index(batch_op.f("ix_round_reviews_id"))

    op.drop_table("round")
    with op.batch_alter_table("role_held", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_role_held_person_id_role_organisation_id",
            sqlite_where=sa.text("organisation_id IS NOT NULL"),
            postgresql_where=sa.text("organisation_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "uq_role_held_person_id_role_board_id",
            sqlite_where=sa.text("board_id IS NOT NULL"),
            postgresql_where=sa.text("board_id IS NOT NULL"),
        )
        batch_op.drop_index("ix_role_held_organisation_id")
        batch_op.drop_index("ix_role_held_board_id")

    op.drop_table("role_held")
    with op.batch_alter_table("identifier", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_identifier_organisation_id"))

    op.drop_table("identifier")
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.drop_index("ix_evidence_organisation_id_uploaded_at")

    op.drop_table("evidence")
    op.drop_table("edition_standard")
    with op.batch_alter_table("area_membership", schema=None) as batch_op:
        batch_op.drop_index("ix_area_membership_organisation_id")

    op.drop_table("area_membership")
    with op.batch_alter_table("trail_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_trail_entry_subject")
        batch_op.drop_index("ix_trail_entry_board_id_id")

    op.drop_table("trail_entry")
    op.drop_table("stored_file")
    with op.batch_alter_table("sign_in_attempt", schema=None) as batch_op:
        batch_op.drop_index("ix_sign_in_attempt_key_at")

    op.drop_table("sign_in_attempt")
    op.drop_table("person")
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_parent_id"))
        batch_op.drop_index(batch_op.f("ix_organisation_name"))

    op.drop_table("organisation")
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.drop_index("ix_letter_state_next_try_at")
        batch_op.drop_index("ix_letter_board_id_created_at")

    op.drop_table("letter")
    op.drop_table("edition_offer")
    op.drop_index("ix_edition_board_id", table_name="edition")
    op.drop_table("edition")
    op.drop_table("board")
