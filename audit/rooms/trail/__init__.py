"""The trail: who did what, when. Append-only in the database itself, and chained by hash."""
