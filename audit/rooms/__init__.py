"""The rooms: the work, cut by the nouns of a safeguarding board. See ``audit.registry`` for their order."""
