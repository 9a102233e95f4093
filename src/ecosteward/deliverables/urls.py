from django.urls import path

from ecosteward.deliverables.views import documents, drafting, lists, papers, templates

app_name = "deliverables"
urlpatterns = [
    path("", lists.DocumentList.as_view(), name="list"),
    path("new/", drafting.New.as_view(), name="new"),
    path("clients/<int:pk>/", lists.client_page, name="client"),
    path("clients/<int:client>/new/", drafting.choose, name="choose"),
    path("clients/<int:client>/new/<slug:kind>/", drafting.Draft.as_view(), name="draft"),
    path("clients/<int:client>/register/", drafting.Register.as_view(), name="register"),
    path("templates/", templates.template_list, name="templates"),
    path("templates/code/", templates.Code.as_view(), name="code"),
    path("templates/<slug:kind>/", templates.TemplatePage.as_view(), name="template"),
    path("templates/<slug:kind>/download/", templates.download, name="template_download"),
    path("templates/<int:pk>/retire/", templates.retire, name="template_retire"),
    path("<int:pk>/", documents.document_page, name="document"),
    path("<int:pk>/preview/", papers.shown, name="preview"),
    path("<int:pk>/word/", papers.word, name="word"),
    path("<int:pk>/excel/", papers.excel, name="excel"),
    path("<int:pk>/pdf/", papers.portable, name="pdf"),
    path("<int:pk>/write/", drafting.Write.as_view(), name="write"),
    path("<int:pk>/file/", drafting.ReplaceFile.as_view(), name="replace_file"),
    path("<int:pk>/<str:action>/", documents.step, name="step"),
]
