"""How well the mail reader reads mails of other projects: `python -m bench.mail_corpora [--shared DIR]`."""

from bench.mail_corpora.expected import score_expected
from bench.mail_corpora.machines import score_bounces, score_ham
from bench.mail_corpora.reading import score_all_read, score_second_reader
from bench.mail_corpora.replies import score_complaints, score_replies
from bench.mail_corpora.scores import Score, shared_folder, whole_mails

__all__ = [
    "Score",
    "score_all_read",
    "score_bounces",
    "score_complaints",
    "score_expected",
    "score_ham",
    "score_replies",
    "score_second_reader",
    "shared_folder",
    "whole_mails",
]
