"""Writes of the alerts room, one file per trait."""

from rapport.alerts.actions.climbing import climbs_no_further, leave, set_climbing, stand_on
from rapport.alerts.actions.devices import (
    DeviceError,
    add_device,
    forget_devices,
    remove_device,
    renew_device,
    server_keys,
)
from rapport.alerts.actions.posts import claim_post, forget_posts, note_post, queue_posts, queue_trial_post
from rapport.alerts.actions.pushes import claim, drop, forget_pushes, note_push, queue_pushes, queue_trial
from rapport.alerts.actions.routes import (
    RouteError,
    Wanted,
    add_route,
    change_route,
    remove_route,
    switch_route_off,
)
from rapport.alerts.actions.tell import (
    SHOWN_IN,
    News,
    amend,
    erase_words,
    keep_preference,
    see_all,
    send,
    settle,
    take_turns,
)
from rapport.alerts.actions.touch import use, was_used

__all__ = [
    "SHOWN_IN",
    "DeviceError",
    "News",
    "RouteError",
    "Wanted",
    "add_device",
    "add_route",
    "amend",
    "change_route",
    "claim",
    "claim_post",
    "climbs_no_further",
    "drop",
    "erase_words",
    "forget_devices",
    "forget_posts",
    "forget_pushes",
    "keep_preference",
    "leave",
    "note_post",
    "note_push",
    "queue_posts",
    "queue_pushes",
    "queue_trial",
    "queue_trial_post",
    "remove_device",
    "remove_route",
    "renew_device",
    "see_all",
    "send",
    "server_keys",
    "set_climbing",
    "settle",
    "stand_on",
    "switch_route_off",
    "take_turns",
    "use",
    "was_used",
]
