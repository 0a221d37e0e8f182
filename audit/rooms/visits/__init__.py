"""Unannounced visits to organisations, and feedback on an audit: two short forms beside a round."""
