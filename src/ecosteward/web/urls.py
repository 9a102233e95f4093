from django.urls import path

from ecosteward.web import views

app_name = "web"
urlpatterns = [
    path("", views.home, name="home"),
    path("start/", views.Start.as_view(), name="start"),
    path("me/", views.me, name="me"),
    path("join/<str:uid>/<str:token>/", views.Join.as_view(), name="join"),
    path("journal/", views.JournalList.as_view(), name="journal"),
    path("health/", views.health, name="health"),
]
