"""Drafts: question sets that a board makes and changes, before they are published and after."""
