"""Rounds: one audit, with its dates, and the returns of the organisations that are asked."""
