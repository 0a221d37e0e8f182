"""Joint: an organisation answers the returns to several boards as one piece of work.

Each board keeps its own return. What is common to them is answered once and shared by ``assessments``; this room
begins and ends the work, shows it as one, and sends and signs everything at once.
"""
