from ecosteward.pages.lists import Column, ListPage
from ecosteward.survey.models import Finding


class FindingList(ListPage):
    model = Finding
    title = "问题整改"
    columns = (Column("名称", str),)
