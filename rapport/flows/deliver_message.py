"""One mail leaves: claim the row, commit, talk to the server outside any transaction, then write down what it said."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext, gettext_lazy

from rapport.campaigns import queries as campaigns
from rapport.channels.email import actions as email
from rapport.channels.email import compose, dkim, letters_out, retry, servers, transport
from rapport.channels.email.actions import bounces, outbox
from rapport.channels.email.models import OutboundMail
from rapport.customers import actions as customers
from rapport.feedback import actions as feedback
from rapport.feedback import queries as asking
from rapport.feedback.models import RatingInvite
from rapport.flows import alert_tells, break_loop, campaign_goes_out, customer_chooses, undelivered
from rapport.learning import queries as learning
from rapport.platform.said import in_language_of
from rapport.platform.trouble import without_words
from rapport.surveys import actions as surveys
from rapport.surveys import queries as survey_queries
from rapport.surveys import rules as survey_rules
from rapport.surveys.models import Asking

log = logging.getLogger(__name__)
Clock = Callable[[], datetime]
A_FEW = 10
ASKS_APART = {OutboundMail.Kind.SURVEY, OutboundMail.Kind.CAMPAIGN}
QUESTIONS = {
    RatingInvite.About.REPLY: gettext_lazy("How did we do?"),
    RatingInvite.About.RECOVERY: gettext_lazy("How do you feel about it now?"),
}


def deliver(outbound_id: int, *, clock: Clock, carrier: transport.Carrier | None = None) -> None:
    """Try once, if the mail is due and nobody else has it. Must not be called inside a transaction.

    Without a carrier it takes the server of its inbox, unless that one is broken or full: then it is left to the sweep.
    """
    mail = outbox.claim(outbound_id, at=clock(), lease=timedelta(seconds=settings.RAPPORT_LEASE_SECONDS))
    if mail is None:
        return
    if carrier is not None:
        _carry(mail, carrier, clock)
        return
    route = servers.route_of(mail)
    if route.failing_since is not None:
        outbox.put_back(mail, "", until=clock())
    elif outbox.room(route, at=clock(), besides=mail) == 0:
        outbox.put_back(mail, _full(route), until=outbox.next_room(route, at=clock()))
    else:
        with route.carrier() as own:
            _note(route, _carry(mail, own, clock), clock())


def deliver_due(
    *, limit: int, clock: Clock, go_on: Callable[[], bool] = lambda: True, side_by_side: bool = False
) -> int:
    """The sweep: every mail whose time has come, over one connection a server, while `go_on` says so; answers how many.

    `side_by_side` gives each server a thread, so that a slow one keeps nobody waiting; not inside a transaction.
    """
    for lost in outbox.give_up_silent(at=clock()):
        undelivered.tell(lost, at=clock())
    undelivered.tell_late(at=clock())
    routes = servers.routes()

    def empty(route: servers.Route) -> int:
        return _empty(route, limit, clock, go_on)

    if not side_by_side or len(routes) == 1:
        return sum(map(empty, routes))
    with ThreadPoolExecutor(len(routes), thread_name_prefix="mail out") as threads:
        return sum(threads.map(_alone(empty), routes))


def _alone(work: Callable[[servers.Route], int]) -> Callable[[servers.Route], int]:
    """On a database connection that ends with the thread's work."""

    def run(route: servers.Route) -> int:
        try:
            return work(route)
        finally:
            connection.close()

    return run


def _empty(route: servers.Route, limit: int, clock: Clock, go_on: Callable[[], bool]) -> int:
    """Looks again after every few mails: what became urgent meanwhile goes before what was due before."""
    tried = 0
    with route.carrier() as carrier:
        while tried < limit and go_on():
            room = outbox.room(route, at=clock())
            if room == 0:
                outbox.hold_back(route, _full(route), at=clock(), until=outbox.next_room(route, at=clock()))
                return tried
            ids = outbox.due_ids(at=clock(), limit=min(A_FEW, limit - tried, room or A_FEW), route=route)
            if not ids:
                return tried
            for outbound_id in ids:
                if not go_on():
                    return tried
                tried += 1
                if not _try(outbound_id, route, carrier, clock):
                    return tried
    return tried


def _try(outbound_id: int, route: servers.Route, carrier: transport.Carrier, clock: Clock) -> bool:
    """False when the server takes no mail at all: the others wait without a try of their own."""
    mail = outbox.claim(outbound_id, at=clock(), lease=timedelta(seconds=settings.RAPPORT_LEASE_SECONDS))
    if mail is None:
        return True
    answer = _carry(mail, carrier, clock)
    _note(route, answer, clock())
    if not isinstance(answer, transport.Unreachable):
        return True
    outbox.hold_back(route, answer.reason, at=clock(), until=clock() + retry.WAITS[0])
    return False


def _note(route: servers.Route, answer: transport.Answer | None, at: datetime) -> None:
    if isinstance(answer, transport.Unreachable):
        since = email.note_failing(route, answer.reason, at=at)
        undelivered.tell_server_failing(route, answer.reason, since=since, at=at)
    elif isinstance(answer, transport.Accepted | transport.Refused):
        email.note_working(route, at=at)


def _full(route: servers.Route) -> str:
    return f"{route.name} allows {route.most_an_hour} an hour."


def _carry(mail: OutboundMail, carrier: transport.Carrier, clock: Clock) -> transport.Answer | None:
    """None when the lease was lost, and whoever has the mail now speaks for it, or when no automatic mail may leave."""
    if why := break_loop.why_kept_back(mail, at=clock()) or campaign_goes_out.why_called_off(mail):
        email.keep_back(mail, why, at=clock())
        return None
    if why := campaign_goes_out.why_it_rests(mail):
        outbox.put_back(mail, why, until=clock() + retry.A_MINUTE)
        return None

    def on_data() -> None:
        if not outbox.begin_sending(mail, at=clock()):
            raise transport.Withdrawn

    try:
        answer = _hand_over(mail, carrier, on_data, clock())
    except transport.Withdrawn:
        return None
    with transaction.atomic():
        _write_down(mail, answer, clock(), by_server=not isinstance(carrier, transport.Postbox))
    return answer


def _hand_over(
    mail: OutboundMail, carrier: transport.Carrier, on_data: Callable[[], None], at: datetime
) -> transport.Answer:
    try:
        letter = _letter_of(mail, at)
        raw, recipient = compose.compose(letter), compose.wire_address(mail.recipient)
        raw = dkim.signed(raw, letter.sender[1], at=letter.written_at)
    except compose.BadAddress as problem:
        return transport.Refused(str(problem))
    except dkim.KeyUnreadable as problem:
        return transport.Deferred(str(problem))
    except Exception as problem:
        # A mail that cannot be made now is kept and shown as waiting; it must not stop the others.
        log.error("Outbound mail %s could not be composed: %s", mail.pk, without_words(problem))
        return transport.Deferred(f"The mail could not be composed ({type(problem).__name__}); the log tells more.")
    return carrier.hand_over(letter.envelope_from, recipient, raw, on_data)


def _write_down(mail: OutboundMail, answer: transport.Answer, at: datetime, *, by_server: bool) -> None:
    if isinstance(answer, transport.Accepted):
        outbox.mark_sent(mail, at=at)
        if mail.message is not None:
            feedback.mark_delivered(mail.message, mail.recipient, at=at, by_server=by_server)
        if mail.message is not None and mail.kind in ASKS_APART:
            surveys.mark_delivered(mail.message, at=at, by_server=by_server)
        return
    if isinstance(answer, transport.Deferred):
        outbox.mark_deferred(mail, answer.reason, at=at)
    elif isinstance(answer, transport.Refused):
        outbox.mark_failed(mail, answer.reason, at=at)
        if mail.state == OutboundMail.State.FAILED and mail.kind not in bounces.OUR_OWN:
            customers.mail_comes_back(mail.recipient, answer.reason, at=at, status=bounces.status_in(answer.reason))
    else:
        outbox.mark_unknown(mail, answer.reason, at=at)
    undelivered.tell(mail, at=at)


def _letter_of(mail: OutboundMail, at: datetime) -> letters_out.LetterOut:
    if mail.kind == OutboundMail.Kind.CAMPAIGN:
        found = survey_queries.asking_of_message(mail.message_id)
        way_out = survey_queries.stop_url(found) if found is not None and found.seed else ""
        reasons = _reasons(found) if found is not None and found.seed else None
        language = found.language if found else ""
        return letters_out.letter_of(mail, language=language, stop_url=way_out, reasons=reasons)
    asked = survey_queries.asking_of_message(mail.message_id) if mail.kind == OutboundMail.Kind.SURVEY else None
    if asked is None or asked.survey is None or mail.conversation is None:
        return letters_out.letter_of(mail, _faces(mail), orders=alert_tells.orders(mail, at=at))
    links, survey, language = survey_queries.links(asked), asked.survey, asked.language
    scale = letters_out.Scale(
        survey_queries.question(survey, language, mail.conversation.inbox.name),
        tuple((one.number, one.url) for one in links.numbers),
        survey_queries.ends(survey, language),
        links.page_url,
        links.trap_url,
        links.stop_url,
    )
    return letters_out.letter_of(mail, scale=scale, language=language)


def _reasons(asked: Asking) -> letters_out.Reasons | None:
    outreach = campaigns.of_asking(asked.pk)
    if outreach is None or not outreach.campaign.offers_reasons:
        return None
    with in_language_of(asked.language):
        choices = tuple((str(one), survey_queries.choice_url(asked, one.pk)) for one in learning.reasons())
        question = gettext(customer_chooses.QUESTION)
    trap = survey_queries.choice_url(asked, survey_rules.TRAP)
    return letters_out.Reasons(question, choices, trap) if choices else None


def _faces(mail: OutboundMail) -> letters_out.Faces | None:
    invite = asking.invite_for(mail.message_id, mail.recipient) if mail.message_id else None
    if invite is None:
        return None
    links = asking.links(invite)
    choices = tuple(
        letters_out.FaceLink(face.point.word, face.point.emoji, face.url, face.point.colour, face.point.ink)
        for face in links.faces
    )
    with in_language_of(invite.language):
        question = str(QUESTIONS[RatingInvite.About(invite.about)])
    return letters_out.Faces(
        question, choices, links.page_url, links.trap_url, links.fixed_url, links.not_fixed_url, invite.language
    )
