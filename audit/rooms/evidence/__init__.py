"""Evidence: each organisation's library of files, content-addressed, reused across questions and years."""
