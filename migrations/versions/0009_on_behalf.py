"""Returns that a board enters from paper."""

import sqlalchemy as sa
from alembic import op

from audit.infra.database import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    # Plainly, not in a batch: SQLite would make the tables anew, which the rows that point to them forbid.
    no = sa.false()
    op.add_column("return", sa.Column("paper_state", sa.String(length=10), nullable=False, server_default=""))
    op.add_column("return", sa.Column("paper_received_on", sa.Date(), nullable=True))
    op.add_column("cited_evidence", sa.Column("on_behalf", sa.Boolean(), nullable=False, server_default=no))
    op.add_column("sign_off_decision", sa.Column("on_paper_on", sa.Date(), nullable=True))
    op.add_column(
        "sign_off_decision",
        sa.Column("entered_by_name", sa.String(length=200), nullable=False, server_default=""),
    )
    op.create_table(
        "on_behalf",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("return_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=True),
        sa.Column("agreed_by_name", sa.String(length=200), nullable=False),
        sa.Column("begun_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ended_by_name", sa.String(length=200), nullable=False),
        sa.Column("ending", sa.String(length=20), nullable=False),
        sa.Column("scan_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_on_behalf_by_id_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["return_id"], ["return.id"], name=op.f("fk_on_behalf_return_id_return")),
        sa.ForeignKeyConstraint(["scan_id"], ["evidence.id"], name=op.f("fk_on_behalf_scan_id_evidence")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_on_behalf")),
    )
    with op.batch_alter_table("on_behalf", schema=None) as batch_op:
        batch_op.create_index("ix_on_behalf_return_id", ["return_id"], unique=False)
    op.create_table(
        "action_hold",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("note_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("lifted_by_name", sa.String(length=200), nullable=True),
        sa.Column("lifted_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_action_hold_action_id_action")),
        sa.ForeignKeyConstraint(
            ["note_id"], ["action_note.id"], name=op.f("fk_action_hold_note_id_action_note")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_hold")),
    )
    with op.batch_alter_table("action_hold", schema=None) as batch_op:
        batch_op.create_index("ix_action_hold_action_id", ["action_id"], unique=False)


def downgrade() -> None:
    """Go down."""
    with op.batch_alter_table("action_hold", schema=None) as batch_op:
        batch_op.drop_index("ix_action_hold_action_id")
    op.drop_table("action_hold")
    with op.batch_alter_table("on_behalf", schema=None) as batch_op:
        batch_op.drop_index("ix_on_behalf_return_id")
    op.drop_table("on_behalf")
    op.drop_column("sign_off_decision", "entered_by_name")
    op.drop_column("sign_off_decision", "on_paper_on")
    op.drop_column("cited_evidence", "on_behalf")
    op.drop_column("return", "paper_received_on")
    op.drop_column("return", "paper_state")
