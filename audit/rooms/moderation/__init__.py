"""Moderation: peers and the board check the grades, and every return ends in a written outcome."""
