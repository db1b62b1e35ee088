"""privlint follows personal data through a Python project and judges each flow against the privacy policy.

This package imports nothing here, so that ``import privlint.markers`` costs an application nothing.
"""
