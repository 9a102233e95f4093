from django.urls import path

from ecosteward.archive import views

app_name = "archive"
urlpatterns = [
    path("", views.PaperList.as_view(), name="list"),
]
