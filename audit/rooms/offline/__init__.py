"""Answering a return in Excel, away from the network: out, filled in, back with a preview, and undone as a whole."""
