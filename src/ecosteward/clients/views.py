from ecosteward.clients.models import Client
from ecosteward.pages.lists import Column, ListPage


class ClientList(ListPage):
    model = Client
    title = "服务对象"
    columns = (Column("名称", str),)
