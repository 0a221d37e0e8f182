"""What sets the project up and builds its assets. Standard library only: it runs before anything is installed."""
