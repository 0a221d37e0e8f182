"""Everything that changes case audits: the board's audit, the auditors' cases, the moderators' judgements."""
