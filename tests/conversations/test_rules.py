import pytest

from rapport.conversations import rules
from rapport.conversations.models import pk_of_reference

NASTY = [
    "../../etc/passwd",
    "..\\..\\win.ini",
    "\u200b.htaccess",
    "a\x00.png",
    "CON",
    "x" * 5000 + ".pdf",
    '"><img src=x>.png',
    "gpj.\u202eexe",
    "",
    ".",
    "..",
    "   ",
    "a/b/c.txt",
    "new\r\nline.txt",
    "tab\t.txt",
    "\u2028.txt",
    "é.txt",
    "💥.zip",
    "a:b.txt",
    "C:\\x\\y.doc",
    "file.php\u200b",
    ".pht",
    "con.txt",
    "a*b?.txt",
    "<script>.js",
    "x|y",
    "\ufeffbom.txt",
    "a" * 119 + ".x",
    "name.",
    "name ",
    " name",
    "\x7f.txt",
    "\u2066ltr.txt",
    "semi;colon.txt",
    "quote'.txt",
    "%2e%2e/x",
    "a\u0000b",
    "日本語.txt",
    "-rf",
    "~root",
]


@pytest.mark.parametrize("name", NASTY)
def test_S10_a_shown_file_name_holds_no_path_and_no_trick(name: str) -> None:
    shown = rules.display_name(name)
    assert 0 < len(shown) <= rules.LONGEST_NAME
    assert not set(shown) & set('/\\<>"\x00\r\n\t\u200b\u202e\u2028\ufeff\u2066')
    assert not shown.startswith(".")


def test_a_long_name_keeps_its_ending() -> None:
    assert rules.display_name("x" * 500 + ".pdf").endswith("x.pdf")


@pytest.mark.parametrize(
    ("text", "pk"),
    [
        ("R-1042", 42),
        ("r-1042", 42),
        ("1042", 42),
        (" R-1001 ", 1),
        ("R-1000", None),
        ("R--5", None),
        ("", None),
        ("R-", None),
        ("R-٣", None),
        ("R-" + "9" * 40, None),
        ("R-1042x", None),
    ],
)
def test_a_reference_is_read_strictly(text: str, pk: int | None) -> None:
    assert pk_of_reference(text) == pk


@pytest.mark.parametrize("subject", ["Re: chain", "RE: chain", "AW: chain", "Sv: chain"])
def test_an_answer_is_marked_once(subject: str) -> None:
    assert rules.reply_subject(subject) == subject
    assert rules.reply_subject("chain") == "Re: chain"


def test_a_snippet_is_one_short_line() -> None:
    assert rules.snippet("a\n\n b") == "a b"
    assert len(rules.snippet("word " * 200)) <= 180
    assert rules.clean_subject(" \r\n ") == "(no subject)"
