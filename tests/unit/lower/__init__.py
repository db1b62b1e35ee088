"""Lowering: one golden text a construct, and what must hold for all code."""
