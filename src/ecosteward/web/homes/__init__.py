"""What each person sees first: what they have to do today, most urgent first; figures come below."""

from ecosteward.accounts.models import Role, User
from ecosteward.web.homes import director, enterprise, project_lead, quality_lead, supervisor, technician
from ecosteward.web.homes.shape import Home

_BY_ROLE = {
    Role.TECHNICIAN: technician.home,
    Role.PROJECT_LEAD: project_lead.home,
    Role.QUALITY_LEAD: quality_lead.home,
    Role.DIRECTOR: director.home,
    Role.ENTERPRISE_CONTACT: enterprise.home,
    Role.PARK_OFFICER: supervisor.home,
    Role.GOVERNMENT_OFFICER: supervisor.home,
}


def home_of(user: User) -> Home:
    """Return the home of a person; one who holds several roles sees them one after another."""
    total = Home()
    for role, build in _BY_ROLE.items():
        if user.has(role):
            total = total.joined(build(user))
    return total
