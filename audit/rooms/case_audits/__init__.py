"""Case audits: short forms for a few anonymised cases, graded by auditor and moderator."""
