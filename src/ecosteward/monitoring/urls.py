from django.urls import path

from ecosteward.monitoring.views import alarm_settings, alarms, commands, marks, overview, packets, points, results
from ecosteward.monitoring.views.audit import Audit
from ecosteward.monitoring.views.quality import Quality
from ecosteward.monitoring.views.setup import Setup

app_name = "monitoring"
urlpatterns = [
    path("", overview.Overview.as_view(), name="overview"),
    path("places/", overview.places, name="places"),
    path("quality/", Quality.as_view(), name="quality"),
    path("devices/<int:pk>/packets/", packets.packets, name="packets"),
    path("devices/<int:pk>/packets/<int:number>/", packets.packet, name="packet"),
    path("devices/<int:pk>/commands/", commands.Ask.as_view(), name="commands"),
    path("clients/<int:pk>/", overview.client_page, name="client"),
    path("clients/<int:pk>/results/import/", results.Bring.as_view(), name="results_import"),
    path("clients/<int:pk>/results/import/<int:file>/", results.Preview.as_view(), name="results_preview"),
    path("clients/<int:pk>/results/template/", results.results_template, name="results_template"),
    path("clients/<int:client>/<str:sort>/new/", Setup.as_view(), name="add"),
    path("clients/<int:client>/<str:sort>/<int:pk>/", Setup.as_view(), name="change"),
    path("points/<int:pk>/", points.point_page, name="point"),
    path("points/<int:pk>/data/", points.point_data, name="data"),
    path("points/<int:pk>/now/", points.point_now, name="now"),
    path("points/<int:pk>/audit/", Audit.as_view(), name="audit"),
    path("points/<int:pk>/results/new/", results.Record.as_view(), name="record_result"),
    path("results/", results.ResultList.as_view(), name="results"),
    path("results/<int:pk>/stand-in/", results.StandIn.as_view(), name="stand_in"),
    path("points/<int:pk>/mark/", marks.Mark.as_view(), name="mark"),
    path("points/<int:pk>/correct/", marks.Correct.as_view(), name="correct"),
    path("conditions/<int:pk>/end/", marks.End.as_view(), name="end_mark"),
    path("conditions/<int:pk>/void/", marks.Void.as_view(), name="void_mark"),
    path("instruments/<int:pk>/check/", marks.RecordCheck.as_view(), name="check"),
    path("alarms/", alarms.AlarmList.as_view(), name="alarms"),
    path("alarms/acknowledge/", alarms.acknowledge_many, name="acknowledge_many"),
    path("alarms/<int:pk>/", alarms.alarm_page, name="alarm"),
    path("alarms/<int:pk>/<str:name>/", alarms.step, name="alarm_step"),
    path("rules/", alarm_settings.rules_page, name="alarm_rules"),
    path("rules/new/", alarm_settings.KeepRule.as_view(), name="new_alarm_rule"),
    path("rules/<int:pk>/", alarm_settings.KeepRule.as_view(), name="alarm_rule"),
    path("rules/<int:pk>/drop/", alarm_settings.drop_rule, name="drop_alarm_rule"),
    path("rules/<str:cause>/adopt/", alarm_settings.adopt, name="adopt_alarm_rules"),
    path("channels/", alarm_settings.channels_page, name="channels"),
    path("channels/new/", alarm_settings.KeepChannel.as_view(), name="new_channel"),
    path("channels/<int:pk>/", alarm_settings.KeepChannel.as_view(), name="channel"),
    path("channels/<int:pk>/test/", alarm_settings.test_channel, name="test_channel"),
    path("channels/<int:pk>/drop/", alarm_settings.drop_channel, name="drop_channel"),
    path("sendings/", alarm_settings.SendingList.as_view(), name="sendings"),
]
