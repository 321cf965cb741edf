"""The shipped articles, byte for byte, and `sources.yaml`, which says what each is."""
