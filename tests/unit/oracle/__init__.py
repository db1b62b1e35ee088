"""The oracle itself: that it sees what leaks, and that it objects to comments that say otherwise."""
