"""Running rules over articles. `lint` is the whole job; the modules here are its steps."""

from copydesk.engine.local import lint

__all__ = ["lint"]
