"""Sessions as Django keeps them. Each request begins with one, so it is read with a planned statement."""

from typing import Any

from django.contrib.sessions.backends import db
from django.utils import timezone

from rapport.platform import sql

_FIND = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"


class SessionStore(db.SessionStore):
    def load(self) -> dict[str, Any]:
        found = sql.row(_FIND, [self.session_key, timezone.now()], sql.EITHER)
        if found is None:
            self._session_key = None
            return {}
        return self.decode(found[0])
