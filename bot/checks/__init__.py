"""What decides whether one sentence of a chat model may be shown."""
