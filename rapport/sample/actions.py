"""Fills an empty installation with the sample company: every row is made by the flows that make it in real life."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from rapport.channels.email.practice import SAMPLE
from rapport.conversations import actions as conversations
from rapport.conversations.models import Conversation, Inbox
from rapport.customers.models import Customer, Organization
from rapport.knowledge import actions as knowledge
from rapport.knowledge.actions import Saying
from rapport.language.html_text import html_to_text
from rapport.platform import actions as platform
from rapport.sample import story as stories
from rapport.sample.aftermath import come_after
from rapport.sample.play import Player
from rapport.sample.postman import Postman
from rapport.sample.story import Story
from rapport.sample.when import moment
from rapport.team import actions as team
from rapport.team.models import Team, User
from rapport.web.typed import as_html


class NotEmpty(Exception):
    """Somebody works here already; the text says what to do instead."""


@dataclass(frozen=True)
class Filled:
    """What was made, for whoever prints the welcome."""

    company: str
    inboxes: list[str]
    owner: User
    lead: User
    agent: User
    conversations: int
    mails_sent: int


def fill(at: datetime, progress: Callable[[int, int], None] | None = None) -> Filled:
    """Play the whole story as if it had happened up to `at`; all of it or, if anything fails, nothing.

    `progress` is called with steps done and steps in all. Nothing leaves the machine: mails to customers go to the
    local postbox, whatever mail server is set. Raises NotEmpty when there is a conversation already.
    """
    story, now = stories.read(), timezone.localtime(at)
    data = Path(settings.RAPPORT_DATA)
    data.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".sample-", dir=data) as draft:
        with transaction.atomic():
            _refuse_unless_empty()
            begun = begun_at(story, now)
            users = _set_up(story, begun)
            postman = Postman(Path(draft))
            player = Player(story, users, now, postman, begun)
            _play(player, progress)
            _complete_customers(story)
            come_after(player.records, _first(story, users, "lead"), now)
            platform.remember_fact(SAMPLE, {"since": at.isoformat()}, at=at)
        _publish(Path(draft), data / "postbox")
    return Filled(
        company=story.name,
        inboxes=[inbox.address for inbox in story.inboxes.values()],
        owner=_first(story, users, "owner"),
        lead=_first(story, users, "lead"),
        agent=_first(story, users, "agent"),
        conversations=Conversation.objects.count(),
        mails_sent=len(postman.carried),
    )


def begun_at(story: Story, now: datetime) -> datetime:
    """The moment of the very first step."""
    return min(moment(conversation.steps[0].at, now) for conversation in story.conversations)


def _refuse_unless_empty() -> None:
    if Conversation.objects.exists():
        raise NotEmpty(
            "There are conversations here already, so the sample company was not added. "
            "Start with an empty data folder to see it: bin/run --data FOLDER"
        )


def _set_up(story: Story, at: datetime) -> dict[str, User]:
    for inbox in story.inboxes.values():
        conversations.add_inbox(
            name=inbox.name, address=inbox.address, at=at, reply_target_minutes=inbox.reply_target_hours * 60
        )
    users: dict[str, User] = {}
    for one in story.staff.values():
        users[one.key] = team.add_user(email=one.email, name=one.name, role=one.role, title=one.title, at=at)
        users[one.key].signature = one.signature.strip()
        users[one.key].save(update_fields=["signature"])
    for group in story.teams.values():
        made = Team.objects.create(name=group.name)
        for key in group.members:
            users[key].teams.add(made)
    _save_replies(story, users, at)
    return users


def _save_replies(story: Story, users: dict[str, User], at: datetime) -> None:
    """What the lead wrote down for all, and colleagues for themselves."""
    for one in story.saved_replies:
        html = as_html(one.words.strip())
        said = Saying(
            name=one.name,
            html=html,
            text=html_to_text(html),
            language=one.language,
            team=Team.objects.get(name=story.teams[one.team].name) if one.team else None,
            inbox=Inbox.objects.get(address=story.inboxes[one.inbox].address) if one.inbox else None,
            owner=users[one.owner] if one.owner else None,
            actions=[{"do": "tags", "value": one.tags}, {"do": "status", "value": one.status}],
        )
        knowledge.write(said, actor=said.owner or _first(story, users, "lead"), at=at)


def _play(player: Player, progress: Callable[[int, int], None] | None) -> None:
    script = player.script()
    for done, (at, conversation, number) in enumerate(script, 1):
        player.play(conversation, number, at)
        if progress is not None:
            progress(done, len(script))
    player.tick(player.now)
    player.asker.end(player.now)


def _complete_customers(story: Story) -> None:
    """What no mail header tells: telephone numbers, and who works where."""
    organizations = {key: Organization.objects.create(name=one.name) for key, one in story.organizations.items()}
    for one in story.customers.values():
        if one.phone or one.organization:
            Customer.objects.filter(identities__value=one.address).update(
                phone=one.phone, organization=organizations.get(one.organization)
            )


def _publish(draft: Path, postbox: Path) -> None:
    """Only now that everything is committed do the mails appear in the postbox."""
    for mail in sorted(draft.rglob("*.eml")):
        place = postbox / mail.relative_to(draft)
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        mail.replace(place)


def _first(story: Story, users: dict[str, User], role: str) -> User:
    return next(users[one.key] for one in story.staff.values() if one.role == role)
