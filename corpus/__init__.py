"""The knowledge base: its types, its two stores, its language tools and its data files."""
