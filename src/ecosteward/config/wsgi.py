import os

from django.core.wsgi import get_wsgi_application

from ecosteward.config.settled import settle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ecosteward.config.settings")
application = get_wsgi_application()
settle()
