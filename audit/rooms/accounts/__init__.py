"""Accounts: people, how they sign in, and the links that let them set a password."""
