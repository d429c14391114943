import pytest

from rapport.worker.indexing import LONGEST_BEHIND, Indexing


class Time:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_mail_that_waits_goes_first_but_not_for_ever(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    time, mail_waits = Time(), False
    indexing = Indexing(time, is_busy=lambda: mail_waits)
    followed: list[float] = []
    monkeypatch.setattr(indexing.follower, "follow", lambda **_: followed.append(time.now))
    indexing.round()
    mail_waits = True
    for time.now in (2.0, 4.0, LONGEST_BEHIND - 1):
        indexing.round()
    assert followed == [0.0]
    time.now = LONGEST_BEHIND
    indexing.round()
    assert followed == [0.0, LONGEST_BEHIND]
    mail_waits, time.now = False, LONGEST_BEHIND + 2
    indexing.round()
    assert followed == [0.0, LONGEST_BEHIND, LONGEST_BEHIND + 2]
