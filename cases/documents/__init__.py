"""Files of a case: what may be kept, under which name, and what is shown of it.

`checking` judges by content, `archives` looks into office files, `scanning` asks the virus scanner,
`names` makes names harmless, `pictures` shows pages (drawn by the program `drawing`), `bundle`
packs everything of a case.
"""

from cases.documents.checking import ACCEPT, TYPES, Checked, check
from cases.documents.names import clean_name, clean_title

__all__ = ["ACCEPT", "TYPES", "Checked", "check", "clean_name", "clean_title"]
