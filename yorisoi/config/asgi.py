"""The application that granian serves: Django's WSGI application behind `Patience`; many children's answers at once."""

<<<<<<< ours
||||||| base
import gc

=======
import gc

from django.urls import get_resolver

>>>>>>> theirs
from yorisoi.config.patience import from_environment
from yorisoi.config.rubbish import look_seldom
from yorisoi.config.wsgi import application as wsgi
from yorisoi.surveys.child_many import Many  # after Django is set up: it brings models

application = from_environment(wsgi, Many())

<<<<<<< ours
look_seldom()
||||||| base
# What is loaded now stays: looking through it for rubbish again and again took a fifth of every page.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 100)
=======
# All views are brought in now: else the first child to come to each worker would wait for it, for a second and more.
_all = get_resolver().url_patterns

# What is loaded now stays: looking through it for rubbish again and again took a fifth of every page.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 100)
>>>>>>> theirs
