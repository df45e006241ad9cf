"""Who is this, and what may they do? Citizens by telephone and one-time code, officers by name and password."""
