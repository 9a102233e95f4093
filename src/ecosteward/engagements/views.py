from ecosteward.engagements.models import Contract
from ecosteward.pages.lists import Column, ListPage


class ContractList(ListPage):
    model = Contract
    title = "合同"
    columns = (Column("名称", str),)
