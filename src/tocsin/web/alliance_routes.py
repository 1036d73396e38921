"""Addresses of members and people, audit, settings, and one's own e-mails."""

from collections.abc import Sequence

from litestar.types import ControllerRouterHandler

from tocsin.web import audit, me_mail, member, members, person, settings

ALLIANCE_ROUTES: Sequence[ControllerRouterHandler] = (
    members.members_page, members.add_a_member,
    member.member, member.change, member.end, member.invite_somebody, member.withdraw_invitation,
    person.person, person.give, person.take, person.password, person.remove_factor, person.close,
    person.erase, me_mail.my_mail, me_mail.choose_my_mail,
    audit.audit, audit.verify, settings.settings, settings.pack, settings.rule_set,
)  # fmt: skip
