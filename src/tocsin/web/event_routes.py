"""Addresses of events."""

from collections.abc import Sequence

from litestar.types import ControllerRouterHandler

from tocsin.web.audience_page import audience_page, check_audience, set_audience
from tocsin.web.edit_event import edit_page, edit_the_event
from tocsin.web.event import event_page
from tocsin.web.event_acts import act_on_event
from tocsin.web.event_files import attach_to_event, fetch_from_event
from tocsin.web.events import events
from tocsin.web.milestones import milestones_page, stamp_on_event
from tocsin.web.new_event import change_new_event, check_new_event, new_event_page, open_new_event
from tocsin.web.notification_page import notification_page, record_decision
from tocsin.web.rounds import (
    answer_round,
    cancel_the_round,
    reveal_the_round,
    round_page,
    withdraw_from_round,
)

EVENT_ROUTES: Sequence[ControllerRouterHandler] = (
    events, new_event_page, check_new_event, change_new_event, open_new_event, event_page, act_on_event,
    edit_page, edit_the_event, audience_page, check_audience, set_audience, milestones_page, stamp_on_event,
    attach_to_event, fetch_from_event, round_page, answer_round, withdraw_from_round, reveal_the_round,
    cancel_the_round, notification_page, record_decision,
)  # fmt: skip
