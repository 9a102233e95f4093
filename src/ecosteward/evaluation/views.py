from ecosteward.evaluation.models import Scorecard
from ecosteward.pages.lists import Column, ListPage


class ScorecardList(ListPage):
    model = Scorecard
    title = "服务评价"
    columns = (Column("名称", str),)
