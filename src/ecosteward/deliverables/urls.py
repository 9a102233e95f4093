from django.urls import path

from ecosteward.deliverables import views

app_name = "deliverables"
urlpatterns = [
    path("", views.DocumentList.as_view(), name="list"),
    path("clients/<int:pk>/", views.DocumentList.as_view(), name="client"),
    path("<int:pk>/", views.DocumentList.as_view(), name="document"),
]
