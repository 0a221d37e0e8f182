"""Moderation: planning it, judging, replying and settling, and the written outcome."""
