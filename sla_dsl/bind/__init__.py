"""Syntax to meaning: names resolved, types and units checked, every sentence lowered to a form."""
