"""What performance goals ask for."""
