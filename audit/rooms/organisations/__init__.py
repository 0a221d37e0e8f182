"""Organisations: boards, the agencies, services, schools and trusts in their areas, and who holds which role."""
