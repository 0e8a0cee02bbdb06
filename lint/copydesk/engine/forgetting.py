"""What the cache forgets: files that are gone, that no run has seen for long, or that are too many."""

import os
from collections.abc import Iterable

from copydesk.engine.database import Database

DAY = 86_400
_KEPT_DAYS = 90
_KEPT_BYTES = 8_000_000_000
"""From this size on the files that were not seen for longest are forgotten, until half of it is left."""


def forget(database: Database, root: str, seen: Iterable[str], today: int) -> bool:
    """Note which files, by their path below `root`, were seen on this day; return whether others were forgotten."""
    from copydesk.engine.postings import Postings

    database.execute("UPDATE state SET pruned = ?", today)
    database.many("UPDATE file SET seen = ? WHERE path = ?", ((today, path) for path in seen))
    rows = database.execute("SELECT path, seen FROM file ORDER BY seen").fetchall()
    size = max(database.size(), 1)
    too_many = int(len(rows) * (1 - _KEPT_BYTES / 2 / size)) if size > _KEPT_BYTES else 0
    forgotten = [
        (path,)
        for place, (path, day) in enumerate(rows)
        if place < too_many or day < today - _KEPT_DAYS or not os.path.exists(os.path.join(root, path))
    ]
    if forgotten:
        database.many("DELETE FROM article WHERE path = ?", forgotten)
        database.many("DELETE FROM result WHERE path = ?", forgotten)
        database.many("DELETE FROM file WHERE path = ?", forgotten)
        Postings(database).tidy()
    return bool(forgotten)
