"""Running rules over articles. `lint` is the whole job; the modules here are its steps."""

from copydesk.engine.files import spare_collector
from copydesk.engine.local import lint

__all__ = ["lint", "spare_collector"]
