"""Chat models: which one is configured, and how it is called, bounded in time and in failures."""
