"""Parts of the panel that need no database: links to filtered lists, and the forecast of the month."""
