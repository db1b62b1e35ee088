"""The nouns every stage speaks in: frozen values, one noun a file, no behaviour beyond reading themselves."""
