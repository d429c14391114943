"""The postman's door: takes mail by SMTP and LMTP and says 250 only after it is committed to the database.

Run as `python -m rapport.channels.email.listener`; SIGTERM lets mails in hand finish.
"""
