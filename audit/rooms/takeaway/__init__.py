"""Leaving with everything: an organisation takes away all that it has here, in one file."""
