"""The version of copydesk, in one place: the wheel, `--version`, SARIF and the public API read it here."""

__version__ = "0.1.0"
