"""The application that granian serves: Django's WSGI application behind `Patience`."""

from yorisoi.config.patience import from_environment
from yorisoi.config.wsgi import application as wsgi

application = from_environment(wsgi)
