"""saved views, and how pages open for each person

Revision: 4f8e2b6d9c13, after 4f6b2d81c9e5
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "4f8e2b6d9c13"
down_revision = "4f6b2d81c9e5"
branch_labels = None
depends_on = None

PAGES = "page IN ('calls', 'panel')"


def upgrade() -> None:
    op.create_table(
        "saved_views",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("organization_id", sa.UUID(), nullable=False),
        sa.Column("owner_id", sa.UUID(), nullable=False),
        sa.Column("page", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("filters", postgresql.JSONB(none_as_null=True), nullable=False),
        sa.Column("is_shared", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(PAGES, name=op.f("ck_saved_views_page")),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 60", name=op.f("ck_saved_views_name")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_saved_views_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["users.id"], name=op.f("fk_saved_views_owner_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_views")),
        sa.UniqueConstraint("owner_id", "page", "name", name=op.f("uq_saved_views_name")),
    )
    op.create_index("ix_saved_views_page", "saved_views", ["organization_id", "page"])
    op.create_table(
        "page_preferences",
        sa.Column("user_id", sa.UUID(), nullable=False),
        sa.Column("page", sa.Text(), nullable=False),
        sa.Column("view_id", sa.UUID(), nullable=True),
        sa.Column("columns", postgresql.JSONB(none_as_null=True), nullable=True),
        sa.CheckConstraint(PAGES, name=op.f("ck_page_preferences_page")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_page_preferences_user_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["view_id"], ["saved_views.id"], name=op.f("fk_page_preferences_view_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("user_id", "page", name=op.f("pk_page_preferences")),
    )
    op.create_index("ix_page_preferences_view_id", "page_preferences", ["view_id"])


def downgrade() -> None:
    op.drop_table("page_preferences")
    op.drop_table("saved_views")
