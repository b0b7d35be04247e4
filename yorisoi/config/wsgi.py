"""Django as a WSGI application (granian serves it through `yorisoi.config.asgi`)."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yorisoi.config.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
