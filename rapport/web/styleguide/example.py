"""Example data for the prototype pages and for the tests of the partials: a shop that sells and repairs bicycles."""
# ruff: noqa: E501 (mails are long)

from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils.safestring import SafeString

from rapport.web.faces import FACES

NOW = datetime.now(UTC)


def ago(**length: float) -> datetime:
    return NOW - timedelta(**length)


def row(number: int, name: str, subject: str, snippet: str, **more: Any) -> dict[str, Any]:
    base = {
        "id": f"conversation-{number}",
        "url": f"/c/R-{number}",
        "reference": f"R-{number}",
        "at": ago(hours=number % 7 + 1),
    }
    return base | {"name": name, "subject": subject, "snippet": snippet, "reasons": [], "status": ""} | more


ASKABLE = [{"pk": 2, "name": "Grace Hopper"}, {"pk": 3, "name": "Jonas Weber"}]
TOLD = {
    "id": "told-1",
    "words": "3 people were told",
    "rows": [
        {"words": "At once", "names": "Ada Byron, Mo Haddad", "at": ago(minutes=17)},
        {"words": "Nobody took it: every lead", "names": "Mo Haddad, Kim Rose", "at": ago(minutes=2)},
    ],
    "due": ago(minutes=-13),
    "to": "the owners",
}
ROWS = [
    row(
        1042,
        "Nora Lind",
        "Rear wheel still not ready",
        "Third time I ask. I cycle to work and the shop tells me something",
        face=1,
        due=ago(minutes=-25),
        reasons=["Rated Bad", "complaint", "wrote 3 times"],
        current=True,
        unread=True,
        at=ago(minutes=18),
    ),
    row(
        1061,
        "Henrik Vass",
        "Brakes squeal after the service",
        "I paid 89 € and it is worse than before. Please tell me what",
        reasons=["Complaint"],
        due=ago(minutes=40),
        assignee="Ada",
        unread=True,
        at=ago(hours=3),
    ),
    row(
        1058,
        "Rosa Delgado",
        "Wrong colour delivered",
        "The helmet on the invoice is sage green, the one in the box",
        face=2,
        reasons=["Rated Not quite"],
        due=ago(hours=-2),
        at=ago(hours=4),
    ),
    row(
        1063,
        "Jonas Weidenfeller-Hohenstein",
        "Can you fit a child seat on the Lark 3 with the low rear rack?",
        "Hi, we are looking for a seat for our daughter, 14 kg, and",
        reasons=["Second contact"],
        due=ago(hours=-3),
        at=ago(hours=5),
    ),
    row(
        1064,
        "Mei Tanaka",
        "Invoice for company bike",
        "Could you send the invoice again with our VAT number?",
        due=ago(hours=-5),
        face=4,
        at=ago(hours=6),
    ),
    row(
        1065,
        "Samir Haddad",
        "Test ride on Saturday?",
        "Is the cargo bike free for a ride around noon?",
        due=ago(hours=-7),
        at=ago(hours=7),
    ),
    row(
        1066,
        "P. Okafor",
        "Return of gloves (size L)",
        "They are lovely but too big. How do I send them back?",
        due=ago(days=-1),
        at=ago(days=2),
    ),
]
RATED = {
    "id": "message-301",
    "kind": "ours",
    "author": "Ada Njoku",
    "to": "Nora Lind",
    "at": ago(hours=20),
    "html": SafeString(
        "<p>Hello Nora,</p><p>the wheel should be ready <strong>by the end of the week</strong>. We will let you know.</p>"
    ),
    "rating": {
        "level": 1,
        "state": "confirmed",
        "words": "Third time I ask. The shop tells me something different each week.",
        "at": ago(minutes=18),
    },
    "delivery": {"state": "sent", "words": "Delivered"},
}
MESSAGES: list[dict[str, Any]] = [
    {
        "id": "message-300",
        "kind": "customer",
        "author": "Nora Lind",
        "at": ago(days=1),
        "text": "Hello,\n\nI left my Lark 2 with you on the 3rd because of the bent rear wheel. I was promised Friday, then Tuesday. What is happening? I need it to get to work.\n\nNora",
        "quoted": "On 3 November Freewheel Cycles wrote:\nThank you for your visit. Your bike is in good hands.",
        "original_url": "about:blank",
        "attachments": [
            {"name": "receipt-0311.pdf", "url": "#", "size": 84213, "content_type": "application/pdf"},
            {"name": "wheel.jpg", "url": "#", "size": 1884213, "content_type": "image/jpeg"},
        ],
    },
    RATED,
    {
        "id": "message-304",
        "kind": "customer",
        "author": "N. Lind",
        "at": ago(hours=2),
        "text": "Any news? Writing from my phone.",
        "label": "Automatic",
        "held": {
            "why": "The address is not the one we wrote to.",
            "address": "nora@phone.example",
            "accept_url": "#",
            "split_url": "#",
        },
        "source_url": "#",
    },
    {
        "id": "message-305",
        "kind": "customer",
        "author": "Nora Lind",
        "at": ago(hours=1),
        "text": "",
        "unreadable": "Its parts are nested too deeply.",
        "source_url": "#",
    },
    {"words": "Recovery opened, Mo Larsen owns it", "at": ago(minutes=18)},
    {
        "id": "message-302",
        "kind": "note",
        "author": "Mo Larsen",
        "at": ago(minutes=12),
        "html": SafeString(
            "<p>The rim is out of stock at our supplier, nobody told her. Tomas can take one from the showroom bike today. I call her at two.</p>"
        ),
    },
    {
        "id": "message-303",
        "kind": "ours",
        "author": "Mo Larsen",
        "to": "Nora Lind",
        "at": ago(minutes=4),
        "text": "Dear Nora, I am sorry. We gave you three dates and kept none. I have just asked Tomas to take the rim from our showroom bike; it is done by 15:00 today.",
        "delivery": {"state": "failed", "words": "Not delivered: the address does not exist", "retry_url": "#"},
    },
]
CUSTOMER = {
    "id": "customer-7",
    "name": "Nora Lind",
    "email": "nora.lind@bergmann-architects.example",
    "organization": "Bergmann Architects",
    "url": "#",
    "faces": [4, 3, 2, 1],
    "note": "Rides to work every day; please call instead of writing when it is urgent.",
    "facts": [
        ("Customer since", "March 2021"),
        ("Bikes", "Lark 2, serial 88214"),
        ("Spent", "2,340 €"),
        ("Time there", "14:12, Oslo"),
    ],
    "others": [
        {"reference": "R-871", "subject": "Front light flickers", "url": "#", "status": "Done"},
        {"reference": "R-640", "subject": "Lark 2: which size do I need?", "url": "#", "status": "Done"},
    ],
}
EVENTS = [
    {"words": "First human word: phoned", "actor": "Mo Larsen", "at": ago(minutes=6), "icon": "phone", "tone": "good"},
    {"words": "Recovery opened", "actor": "", "at": ago(minutes=18), "icon": "lifebuoy", "tone": "bad"},
    {"words": "Rated Bad", "actor": "Nora Lind", "at": ago(minutes=18), "face": 1},
    {"words": "Replied", "actor": "Ada Njoku", "at": ago(hours=20), "icon": "arrow-uturn-left"},
    {"words": "Mail arrived", "actor": "Nora Lind", "at": ago(days=1), "icon": "envelope"},
]
STEPS = [
    {"name": "Contacted", "state": "done", "meta": "Mo Larsen, by phone", "at": ago(minutes=6)},
    {"name": "Apologised in writing", "state": "now", "meta": "Due today, 15:00"},
    {"name": "Fixed", "state": "todo", "meta": "The wheel, by 15:00"},
    {"name": "Asked again", "state": "todo", "meta": "After the fix"},
]
RECOVERY = {
    "id": "recovery-5",
    "url": "#",
    "words": "1 of 4 steps done",
    "next_step": "apologise in writing",
    "due": ago(minutes=-25),
    "steps": STEPS,
}
COMPOSER = {
    "id": "composer",
    "action": "#",
    "kind": "reply",
    "may_write": True,
    "to": "Nora Lind",
    "token": "t-1",
    "draft_key": "R-1042",
    "done_allowed": True,
}
ALERTS: list[dict[str, Any]] = [
    {
        "id": "alert-9",
        "url": "#",
        "title": "Nora Lind is unhappy with Ada’s reply",
        "level": 1,
        "words": "Third time I ask. I cycle to work and the shop tells me something different each week.",
        "about": "R-1042 · customer since 2021 · rated us down twice",
        "at": ago(minutes=18),
        "unread": True,
        "actions": [{"text": "Take it", "url": "#", "primary": True}, {"text": "Hand over", "url": "#"}],
    },
    {
        "id": "alert-8",
        "url": "#",
        "title": "Rosa Delgado is not quite happy",
        "level": 2,
        "likely": True,
        "words": "",
        "about": "R-1058 · wrong colour delivered",
        "at": ago(hours=4),
        "unread": True,
        "actions": [{"text": "Take it", "url": "#", "primary": True}],
    },
    {
        "id": "alert-7",
        "url": "#",
        "title": "First word to Henrik Vass is late",
        "level": None,
        "words": "",
        "about": "R-1061 · promised for 11:30",
        "at": ago(days=1),
        "unread": False,
        "actions": [],
    },
]
BELL = {"alerts": ALERTS, "unread": 2, "all_url": "#", "refresh_url": "/alerts/bell", "read_url": "#"}
SECTIONS = [
    {
        "title": "",
        "links": [
            {"name": "Pile", "url": "#", "icon": "inbox-stack", "count": 7, "current": True, "key": "g i"},
            {"name": "Mine", "url": "#", "icon": "user", "count": 3},
            {"name": "Unassigned", "url": "#", "icon": "inbox", "count": 4},
            {"name": "Unhappy", "url": "#", "icon": "face-frown", "count": 2, "tone": "bad", "key": "g u"},
        ],
    },
    {
        "title": "Working on",
        "links": [
            {"name": "Recoveries", "url": "#", "icon": "lifebuoy", "count": 1},
            {"name": "Ratings", "url": "#", "icon": "face-smile", "count": 0},
        ],
    },
    {"title": "Sample company", "links": [{"name": "Postbox", "url": "#", "icon": "envelope", "count": 12}]},
]
TABS = [
    {"name": "Open", "url": "#", "current": True, "count": 7},
    {"name": "Waiting", "url": "#", "count": 12},
    {"name": "Later", "url": "#", "count": 2},
    {"name": "Done", "url": "#"},
]
LINKS = [
    {"level": face.level, "word": face.word, "emoji": face.emoji, "url": f"https://desk.example/r/Jk3/{face.level}"}
    for face in FACES
]
MAILS = [
    {
        "to": "Nora Lind",
        "subject": "Re: Rear wheel still not ready",
        "snippet": "Hello Nora, the new rim came in this morning",
        "at": ago(minutes=4),
    },
    {
        "to": "Mei Tanaka",
        "subject": "Re: Invoice for company bike",
        "snippet": "Hello Mei, here is the invoice with your VAT number",
        "at": ago(hours=2),
    },
    {
        "to": "Samir Haddad",
        "subject": "Re: Test ride on Saturday?",
        "snippet": "Hello Samir, noon is free; bring a helmet if you have one",
        "at": ago(days=1),
    },
]
ORDERS = {"title": "Bicycle shop", "orders": [
    {"title": "Order 1042", "subtitle": "Touring bike, helmet", "state": "Shipped", "amount": "849.00 €", "date": "2026-03-01", "day": NOW.date(), "url": "#", "facts": [{"name": "Parcel", "value": "JD0146"}]},
    {"title": "Order 998", "state": "Returned", "amount": "42.00 €", "date": "last autumn"},
]}  # fmt: skip
PAGE = {
    "now": NOW, "home_url": "/", "search_url": "/search", "me": {"name": "Ada Njoku", "email": "ada@freewheel.example"}, "account_url": "#", "sign_out_url": "#", "bell_template": "web/_alert_bell.html",
    "bell": BELL, "sections": SECTIONS, "tabs": TABS, "rows": ROWS, "subject": "Rear wheel still not ready", "messages_shown": MESSAGES, "customer": CUSTOMER, "orders": ORDERS, "events": EVENTS, "recovery": RECOVERY,
    "steps": STEPS, "composer": COMPOSER, "soon": ago(minutes=-25), "when": ago(minutes=18), "rated": RATED, "mails": MAILS, "company": "Freewheel Cycles", "links": LINKS, "showing": "item",
    "question": "How did Ada do with this reply? One click is enough.",
}  # fmt: skip
PENDING = {"id": "pending-1", "author": "Ada Njoku", "to": "Mei Tanaka", "at": ago(seconds=-8), "text": "Hello Mei, here is the invoice with your VAT number.", "files": ["invoice-2214.pdf"], "undo_url": "#"}  # fmt: skip
INVITE = {"what": "Invitation", "title": "Test ride of the cargo bike", "starts": {"moment": ago(days=-1)}, "ends": {"moment": ago(hours=-23)}, "zone": "Europe/Oslo", "place": "Freewheel Cycles, Quay 4", "organiser": "Samir Haddad"}  # fmt: skip
FORWARDED = {"name": "Jonas", "given_name": "Jonas Weidenfeller-Hohenstein", "address": "jonas@customer.example", "url": "#"}  # fmt: skip
PROOF = {"word": "Sender proven", "why": "The mail carries the signature of customer.example.", "icon": "shield-check", "detail": "dkim=pass spf=pass"}  # fmt: skip
TROUBLE = {"id": "undelivered-9", "who": "P. Okafor", "verb": "did not get", "at": ago(hours=3), "message_url": "#", "said": "550 no such user", "advice": "The address does not exist any more. Use another one, or call.", "addresses": "p.okafor@customer.example", "phone": "+47 555 0147", "again_url": "#", "elsewhere_url": "#", "settle_url": "#"}  # fmt: skip
DELIVERIES = (
    {"state": "waiting", "words": "On its way"},
    {"state": "sent", "words": "Delivered"},
    {"state": "failed", "words": "Not delivered: the address does not exist", "retry_url": "#"},
)
RATINGS = (
    {"level": 4, "state": "confirmed", "words": "", "at": ago(hours=2), "chips": ["Quick"]},
    {"level": 2, "state": "probable", "words": "", "at": ago(hours=2)},
    {"level": 1, "state": "suspect", "words": "", "at": ago(hours=2)},
)
REASONS = {
    "given": [
        {"source": "Customer", "name": "Too slow", "by": ""},
        {"source": "Reviewer", "name": "Not understood", "by": "Mo"},
    ],
    "form": {
        "url": "#",
        "id": "reason-of-example",
        "choices": [
            {"value": 1, "name": "Too slow", "chosen": False},
            {"value": 2, "name": "Unfriendly", "chosen": True},
        ],
        "back": "conversation",
        "as_reviewer": False,
    },
}
TOASTS = (
    {"text": "Sent", "level": "success", "undo": "#"},
    {"text": "This mail is large. It may take a minute.", "level": "warning"},
    {"text": "The server could not do this. Nothing was changed; try again.", "level": "error"},
)
MARKED = [("The new ", False), ("rim", True), (" came in this morning", False)]
PLACEHOLDERS = [("{{customer.first_name}}", "The customer’s first name"), ("{{agent.name}}", "Your name")]

NUMBERS = [(number, "low" if number < 7 else "middle" if number < 9 else "high") for number in range(11)]
ENDS = ("Not at all likely", "Extremely likely")
POINTS = [
    {"number": 2, "word": "Good", "emoji": "😊", "colour": "#cfe8d5", "ink": "#000000"},
    {"number": 1, "word": "Bad", "emoji": "😞", "colour": "", "ink": ""},
]
