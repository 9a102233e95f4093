from ecosteward.archive.models import Paper
from ecosteward.pages.lists import Column, ListPage


class PaperList(ListPage):
    model = Paper
    title = "一企一档"
    columns = (Column("名称", str),)
