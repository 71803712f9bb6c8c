"""Updates are stored before they are confirmed, and handed on in order. Knows nothing of what an update means."""
