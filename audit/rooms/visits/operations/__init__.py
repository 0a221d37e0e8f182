"""Every change to visits and to feedback."""
