from django.urls import path, re_path

from ecosteward.standard import views

app_name = "standard"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("norms/", views.norms, name="norms"),
    path("search/", views.search, name="search"),
    path("at/<path:id>", views.at, name="at"),
    path("services/<str:id>/", views.service, name="service"),
    path("topics/<str:id>/", views.topic, name="topic"),
    re_path(r"^(?P<table>requirements|b1|b2|c|d|e|f|g|slips)/$", views.table, name="table"),
]
