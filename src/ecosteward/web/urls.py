from django.urls import path

from ecosteward.web.views import front, journal

app_name = "web"
urlpatterns = [
    path("", front.home, name="home"),
    path("places/", front.places, name="places"),
    path("start/", front.Start.as_view(), name="start"),
    path("me/", front.me, name="me"),
    path("join/<str:uid>/<str:token>/", front.Join.as_view(), name="join"),
    path("journal/", journal.JournalList.as_view(), name="journal"),
    path("health/", front.health, name="health"),
]
