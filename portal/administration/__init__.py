"""Is the portal in order, and is what it says right? The screens of those who keep it: `/quan-tri/…`."""
