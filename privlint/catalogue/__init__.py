"""What is known of the world outside the project: rule files become one frozen ``Catalogue``."""
