"""The web server's door."""

from config import Config
from portal import create_app

app = create_app(Config.from_env())
