"""The front doors: the terminal now, HTTP next."""
