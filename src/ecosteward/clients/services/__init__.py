"""Clients, their people and their profile: the only writers."""

from ecosteward.clients.services.identity import change_client, create_client
from ecosteward.clients.services.people import (
    add_contact,
    assign,
    assign_many,
    change_contact,
    enrol_contact,
    invite_contact,
    release,
    remove_contact,
    restore_contact,
    suspend_contact,
)
from ecosteward.clients.services.profile import add_to_profile, change_profile, remove_from_profile
from ecosteward.clients.services.stage import set_stage

__all__ = [
    "add_contact",
    "add_to_profile",
    "assign",
    "assign_many",
    "change_client",
    "change_contact",
    "change_profile",
    "create_client",
    "enrol_contact",
    "invite_contact",
    "release",
    "remove_contact",
    "remove_from_profile",
    "restore_contact",
    "set_stage",
    "suspend_contact",
]
