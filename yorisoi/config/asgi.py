"""The application that granian serves: Django's WSGI application behind `Patience`."""

import gc

from yorisoi.config.patience import from_environment
from yorisoi.config.wsgi import application as wsgi

application = from_environment(wsgi)

# What is loaded now stays: looking through it for rubbish again and again took a fifth of every page.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 100)
