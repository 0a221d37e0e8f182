"""Assessments: an organisation's return: its answers, their history, the evidence they cite, and the sign-off."""
