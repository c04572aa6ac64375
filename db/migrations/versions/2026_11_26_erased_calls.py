"""Erased calls: known by a salted digest, so that a late report does not make them anew

Revision: 7ac41e93d05b, after c05a7be3f214
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "7ac41e93d05b"
down_revision = "c05a7be3f214"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "erasure_salt",
        sa.Column("is_only", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("is_only", name=op.f("ck_erasure_salt_one_row")),
        sa.PrimaryKeyConstraint("is_only", name=op.f("pk_erasure_salt")),
    )
    op.create_table(
        "erased_calls",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("erasure_id", postgresql.UUID(as_uuid=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["erasure_id"],
            ["erasures.id"],
            name=op.f("fk_erased_calls_erasure_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_erased_calls")),
    )
    op.create_index(op.f("ix_erased_calls_erasure_id"), "erased_calls", ["erasure_id"])


def downgrade() -> None:
    op.drop_table("erased_calls")
    op.drop_table("erasure_salt")
