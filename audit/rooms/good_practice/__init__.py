"""Good practice: exemplary answers that organisations have agreed to share in their board's library."""
