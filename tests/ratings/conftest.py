import pytest


@pytest.fixture(autouse=True)
def a_mail_server_stands_between(settings: object) -> None:
    """Only then can a vote come too soon after the hand-over."""
    settings.RAPPORT_SMTP_URL = "smtp://mail.example"  # type: ignore[attr-defined]
