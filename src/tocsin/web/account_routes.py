"""Addresses of coming in, and of one's own account."""

from collections.abc import Sequence

from litestar.types import ControllerRouterHandler

from tocsin.web import invitation, me, my_second_factor, my_tokens, sign_in, sign_in_oidc

ACCOUNT_ROUTES: Sequence[ControllerRouterHandler] = (
    sign_in.sign_in, sign_in.come_in, sign_in.sign_out,
    sign_in_oidc.to_provider, sign_in_oidc.from_provider, sign_in_oidc.code_form, sign_in_oidc.give_code,
    invitation.invitation, invitation.accept,
    me.me, me.change_me, me.change_my_password, me.end_other_sessions, me.end_session,
    my_second_factor.my_second_factor, my_second_factor.begin, my_second_factor.confirm,
    my_second_factor.remove, my_second_factor.renew,
    my_tokens.make, my_tokens.revoke,
)  # fmt: skip
