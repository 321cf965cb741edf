"""From a source to a document, its sections and its passages, into the stores."""
