"""The application that granian serves: Django's WSGI application behind `Patience`."""

from yorisoi.config.patience import Patience, threads
from yorisoi.config.wsgi import application as wsgi

application = Patience(wsgi, threads=threads())
