"""The rules, one a file; a file is found by being here."""
