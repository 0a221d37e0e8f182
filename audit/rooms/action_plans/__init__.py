"""Actions: what each organisation will do, by when, how far it is, and the board's plan of plans."""
