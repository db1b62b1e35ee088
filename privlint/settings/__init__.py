"""Configuration files and flags become one frozen ``Settings`` value."""
