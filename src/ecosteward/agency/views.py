from ecosteward.agency.models import StaffRecord
from ecosteward.pages.lists import Column, ListPage


class StaffRecordList(ListPage):
    model = StaffRecord
    title = "机构管理"
    columns = (Column("名称", str),)
