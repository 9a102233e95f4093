from django.urls import path

from ecosteward.archive import views

app_name = "archive"
urlpatterns = [
    path("", views.ArchiveList.as_view(), name="list"),
    path("search/", views.search_papers, name="search"),
    path("expiring/", views.ExpiringList.as_view(), name="expiring"),
    path("client/<int:pk>/", views.client, name="client"),
    path("client/<int:pk>/edit/", views.Edit.as_view(), name="edit"),
    path("client/<int:pk>/cover/", views.cover, name="cover"),
    path("client/<int:pk>/add/", views.Add.as_view(), name="add"),
    path("client/<int:pk>/drop/", views.drop_files, name="drop"),
    path("client/<int:pk>/export/", views.Export.as_view(), name="export"),
    path("client/<int:pk>/verify/", views.verify, name="verify"),
    path("contract/<int:contract_id>/", views.contract, name="contract"),
    path("paper/<int:pk>/", views.paper, name="paper"),
    path("paper/<int:pk>/change/", views.Change.as_view(), name="change"),
    path("paper/<int:pk>/replace/", views.Replace.as_view(), name="replace"),
    path("paper/<int:pk>/place/", views.place_paper, name="place"),
    path("paper/<int:pk>/show/", views.show_paper, name="show"),
    path("paper/<int:pk>/discard/", views.Discard.as_view(), name="discard"),
]
