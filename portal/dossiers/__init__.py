"""The dossier: what a citizen files, and everything that happens to it until the result is returned."""
