from django.urls import path

from ecosteward.archive import views

app_name = "archive"
urlpatterns = [
    path("", views.ArchiveList.as_view(), name="list"),
    path("search/", views.search_papers, name="search"),
    path("expiring/", views.ExpiringList.as_view(), name="expiring"),
    path("retention/", views.Retention.as_view(), name="retention"),
    path("retention/<int:pk>/drop/", views.drop_rule, name="drop_rule"),
    path("destruction/", views.DestructionList.as_view(), name="destructions"),
    path("destruction/propose/", views.Propose.as_view(), name="propose"),
    path("destruction/<int:pk>/", views.DestructionPage.as_view(), name="destruction"),
    path("handover/", views.HandoverList.as_view(), name="handovers"),
    path("handover/<int:pk>/", views.handover, name="handover"),
    path("handover/<int:pk>/give/", views.give_handover, name="give"),
    path("handover/<int:pk>/drop/", views.drop_draft, name="drop_handover"),
    path("handover/<int:pk>/receive/", views.receive_handover, name="receive"),
    path("handover/<int:pk>/receipt/", views.Receive.as_view(), name="receipt"),
    path("handover/<int:pk>/list/", views.handover_list, name="handover_list"),
    path("handover/<int:pk>/zip/", views.handover_zip, name="handover_zip"),
    path("client/<int:pk>/handover/", views.Draft.as_view(), name="hand_over"),
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
