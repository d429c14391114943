import pytest

from rapport.web.typed import as_html, as_typed


def test_lines_become_lines() -> None:
    assert as_html("Hello,\n\na < b") == "<div>Hello,</div><div><br></div><div>a &lt; b</div>"


def test_html_is_cleaned() -> None:
    assert as_html("<b>x</b><script>y</script>") == "<b>x</b>"


@pytest.mark.parametrize("typed", ["a", "a\n\nb", "  a & b", "{{x}} \"q\" 'q'", "&lt;", "a < b > c"])
def test_lines_come_back_as_they_were_typed(typed: str) -> None:
    assert as_typed(as_html(typed)) == typed


@pytest.mark.parametrize("html", ["<b>x</b>", "<div>a<br>b</div>", "<div>&lt;b</div>", "plain"])
def test_whatever_is_more_than_lines_stays_html(html: str) -> None:
    assert as_typed(html) == html
