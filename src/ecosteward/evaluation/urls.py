from django.urls import path

from ecosteward.evaluation import views

app_name = "evaluation"
urlpatterns = [
    path("", views.ScorecardList.as_view(), name="list"),
    path("opinions/", views.ScorecardList.as_view(), name="opinions"),
    path("clients/<int:pk>/", views.ScorecardList.as_view(), name="client"),
]
