"""What pages and reports of a round show, ready to be set in a template."""
