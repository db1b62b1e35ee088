"""The module that user code imports."""
