"""Drafts as pages show them."""
