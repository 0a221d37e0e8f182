"""Trusts: questions that a trust answers for all of its schools, and how each school stands with them."""
