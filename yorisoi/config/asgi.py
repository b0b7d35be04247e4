"""The application that granian serves: Django's WSGI application behind `Patience`; many children's answers at once."""

from yorisoi.config.patience import from_environment
from yorisoi.config.rubbish import look_seldom
from yorisoi.config.wsgi import application as wsgi
from yorisoi.surveys.child_many import Many  # after Django is set up: it brings models

application = from_environment(wsgi, Many())

look_seldom()
