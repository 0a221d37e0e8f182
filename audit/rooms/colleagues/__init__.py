"""Answering together: who sees to which question, what colleagues say to one another, and handing over."""
