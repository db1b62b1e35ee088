"""The command line, with the line behind it replaced."""
