"""The routes, a file per resource; each only translates between HTTP and the service."""
