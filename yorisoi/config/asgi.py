"""The application that granian serves: Django's WSGI application behind `Patience`; many children's answers at once."""

import gc

from yorisoi.config.patience import from_environment
from yorisoi.config.wsgi import application as wsgi
from yorisoi.surveys.child_many import Many  # after Django is set up: it brings models

application = from_environment(wsgi, Many())

# What is loaded now stays: looking through it for rubbish again and again took a fifth of every page.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 100)
