"""The counter: an officer takes in a dossier together with whoever stands there."""
