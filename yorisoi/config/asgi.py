"""The application that granian serves: Django's WSGI application behind `Patience`; many children's answers at once."""

from django.urls import get_resolver

from yorisoi.config.patience import from_environment
from yorisoi.config.rubbish import look_seldom
from yorisoi.config.wsgi import application as wsgi
from yorisoi.surveys.child_many import Many  # after Django is set up: it brings models

application = from_environment(wsgi, Many())

# All views are brought in now: else the first child to come to each worker would wait for it, for a second and more.
_all = get_resolver().url_patterns

look_seldom()
