"""What several tests need: programs of the machine, a PostgreSQL of their own, people, pages."""
