"""Settings from files, inline values and flags."""
