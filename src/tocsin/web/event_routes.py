"""Addresses of events."""

from collections.abc import Sequence

from litestar.types import ControllerRouterHandler

from tocsin.web.event import event_page
from tocsin.web.event_acts import act_on_event
from tocsin.web.events import events

EVENT_ROUTES: Sequence[ControllerRouterHandler] = (events, event_page, act_on_event)
