"""Every reading of case audits: of the board, of an organisation's sample, of a moderator, and the figures."""
