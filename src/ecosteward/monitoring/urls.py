from django.urls import path

from ecosteward.monitoring.views import overview, packets, points
from ecosteward.monitoring.views.quality import Quality
from ecosteward.monitoring.views.setup import Setup

app_name = "monitoring"
urlpatterns = [
    path("", overview.Overview.as_view(), name="overview"),
    path("quality/", Quality.as_view(), name="quality"),
    path("devices/<int:pk>/packets/", packets.packets, name="packets"),
    path("devices/<int:pk>/packets/<int:number>/", packets.packet, name="packet"),
    path("clients/<int:pk>/", overview.client_page, name="client"),
    path("clients/<int:client>/<str:sort>/new/", Setup.as_view(), name="add"),
    path("clients/<int:client>/<str:sort>/<int:pk>/", Setup.as_view(), name="change"),
    path("points/<int:pk>/", points.point_page, name="point"),
    path("points/<int:pk>/data/", points.point_data, name="data"),
    path("points/<int:pk>/now/", points.point_now, name="now"),
]
