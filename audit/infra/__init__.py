"""Adapters to the world outside: database, files, mail, workbooks, the clock. They know no room."""
