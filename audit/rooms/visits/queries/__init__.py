"""Every reading of visits and of feedback, scoped by the actor."""
