"""Amendments: questions added to a round that is running, and spelling put right in it."""
