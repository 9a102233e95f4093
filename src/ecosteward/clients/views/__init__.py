from ecosteward.clients.views.client import ChangeClient, ChangeStage, NewClient
from ecosteward.clients.views.importing import Imported, Preview, Upload, import_template
from ecosteward.clients.views.lists import ClientList
from ecosteward.clients.views.people import (
    Assign,
    ChangeContact,
    EnrolContact,
    NewContact,
    SuspendContact,
    assign_many,
    invite_contact,
    release,
    remove_contact,
    restore_contact,
)
from ecosteward.clients.views.profile import ProfileLine, profile, remove_line, section

__all__ = [
    "Assign",
    "ChangeClient",
    "ChangeContact",
    "ChangeStage",
    "ClientList",
    "EnrolContact",
    "Imported",
    "NewClient",
    "NewContact",
    "Preview",
    "ProfileLine",
    "SuspendContact",
    "Upload",
    "assign_many",
    "import_template",
    "invite_contact",
    "profile",
    "release",
    "remove_contact",
    "remove_line",
    "restore_contact",
    "section",
]
