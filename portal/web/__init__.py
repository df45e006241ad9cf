"""What every screen shares: access, forms, error pages, language, formats, headers. No feature is known here."""
