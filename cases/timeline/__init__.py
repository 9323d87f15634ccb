"""The timeline of a case: what happened, by whom, for which organisation, when and why.

`sources` says which history tables there are and who may read their rows, `rows` reads them in
one query, `telling` puts them in words, `events` merges what one action did into one event.
"""

from cases.timeline.events import Event, Page, latest, timeline
from cases.timeline.reader import Reader
from cases.timeline.source import KINDS

__all__ = ["KINDS", "Event", "Page", "Reader", "latest", "timeline"]
