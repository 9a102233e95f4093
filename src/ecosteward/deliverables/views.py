from ecosteward.deliverables.models import Document
from ecosteward.pages.lists import Column, ListPage


class DocumentList(ListPage):
    model = Document
    title = "服务成果"
    columns = (Column("名称", str),)
