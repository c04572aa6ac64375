"""Call texts

Revision: 3c5e9b7a1d24, after b2c60f8e4d17
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "3c5e9b7a1d24"
down_revision = "b2c60f8e4d17"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "call_texts",
        sa.Column("conversation_id", sa.UUID(), nullable=False),
        sa.Column("words", postgresql.TSVECTOR(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_call_texts_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_call_texts")),
    )
    op.create_index("ix_call_texts_words", "call_texts", ["words"], postgresql_using="gin")


def downgrade() -> None:
    op.drop_index("ix_call_texts_words", table_name="call_texts", postgresql_using="gin")
    op.drop_table("call_texts")
