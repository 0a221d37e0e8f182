"""What the later rooms add to the world of the access matrix, a module each."""
