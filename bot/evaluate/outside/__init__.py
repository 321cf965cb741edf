"""Measures on public data: retrieval, knowing what is not known, planted instructions, contradicting sources."""
