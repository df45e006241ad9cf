"""What is a citizen told, and did it arrive? A notice is a row written with the move it tells of (outbox)."""
