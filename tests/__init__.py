"""The tests of privlint: fixtures with their truth in comments, an oracle that executes them, and units."""
