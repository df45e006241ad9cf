"""The citizen's screens: find, identify, answer, photograph, send, follow."""
