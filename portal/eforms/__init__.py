"""The form engine: one TOML file defines the questions of a service, their conditions and where answers are printed.

Pure: it knows neither Flask nor the database. A new service is a new file, never new code.
"""
