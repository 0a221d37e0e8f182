"""Questionnaires: question sets and grade scales as data, and the editions published from them."""
