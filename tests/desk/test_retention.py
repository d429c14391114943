"""A lead sees what a rule would delete before it is one; whoever needs a conversation keeps it."""

import pytest
from django.test import Client

from rapport.conversations.models import Conversation
from rapport.flows import retention_falls_due
from rapport.flows.conversation_closes import close
from rapport.platform.models import AuditEntry
from rapport.retention import queries
from rapport.retention.models import Rule
from tests import cast
from tests.cast import later
from tests.desk.conftest import client_of

pytestmark = pytest.mark.django_db
PAGE = "/settings/retention/"


def test_a_lead_looks_before_switching_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rapport.desk.settings.retention.now", lambda: later(days=800))
    for day in (1, 3):
        close(cast.conversation(), actor=cast.mo(), at=later(days=day))
    lead = client_of(cast.mo())
    assert "Nothing is deleted" in lead.get(PAGE).content.decode()
    for wrong in ("5", "241", "soon", ""):
        refused = lead.get(PAGE, {"months": wrong})
        assert refused.status_code == 422 and "6 to 240" in refused.content.decode()
        assert lead.post(PAGE, {"do": "on", "months": wrong}).status_code == 422
    page = lead.get(PAGE, {"months": "24", "inbox": ""}).content.decode()
    assert "<strong>2 conversations</strong>" in page and "5 Mar 2026" in page and "7 Mar 2026" in page
    assert not Rule.objects.exists(), "looking sets nothing"
    assert lead.post(PAGE, {"do": "on", "months": "24", "inbox": ""}).status_code == 302
    assert Rule.objects.get().months == 24
    assert AuditEntry.objects.get(action="retention.set").data == {"inbox": None, "months": 24}
    assert "Nothing is that old yet" in lead.get(PAGE, {"months": "36"}).content.decode()
    assert retention_falls_due.sweep(at=later(days=800), go_on=lambda: True)
    page = lead.get(f"/conversations/{cast.conversation().reference}/").content.decode()
    assert "Deleted, as it was" not in page
    page = lead.get(f"/conversations/{Conversation.objects.earliest('pk').reference}/").content.decode()
    assert "Deleted, as it was" in page and "/source/" not in page and "for more than 24 months" in page
    lead.post(PAGE, {"do": "none", "inbox": ""})
    assert not Rule.objects.exists()
    assert client_of(cast.ada()).post(PAGE, {"do": "on", "months": "24"}).status_code == 403


def test_keeping_is_seen_and_ended_by_a_lead_or_who_did() -> None:
    found = cast.conversation()
    url = f"/conversations/{found.reference}/"

    def ask(client: Client, **sent: str) -> int:
        return client.post(f"{url}keeping/", sent).status_code

    ada, ben = client_of(cast.ada()), client_of(cast.ben())
    ask(ada, on="1", why=" ")
    assert queries.keep_of(found) is None, "without a reason it is none"
    assert ask(ada, on="1", why="Court <b>case</b>") == 302
    page = ben.get(url).content.decode()
    assert "Court &lt;b&gt;case" in page and "Keep it no more" not in page
    assert ask(ben, on="0") == ask(ben, on="1", why="mine now") == 403
    assert ask(client_of(cast.pat()), on="0") in (403, 404)
    assert "Court &lt;b&gt;case" in client_of(cast.mo()).get(PAGE).content.decode()
    assert ask(client_of(cast.mo()), on="0") == 302
    assert queries.keep_of(found) is None
    told = AuditEntry.objects.filter(action__startswith="retention.kept").values_list("action", flat=True)
    assert list(told.order_by("number")) == ["retention.kept", "retention.kept_no_more"]
