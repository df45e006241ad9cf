"""What everything stands on: errors, the clock, the database, text. No Flask, and no feature is known here."""
