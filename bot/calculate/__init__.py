"""Calculations asked for in words: which calculator, which figure plays which part, and the answer, without a model."""
