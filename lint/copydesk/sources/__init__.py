"""Finding files and reading articles from them, one module per format."""

from copydesk.sources.fields import FieldNames
from copydesk.sources.loading import is_split, size_of
from copydesk.sources.read import read
from copydesk.sources.source import (
    FoundFile,
    HtmlText,
    LineTable,
    NoArticle,
    Origin,
    Part,
    Problem,
    Source,
    SourceOptions,
    Unreadable,
)
from copydesk.sources.walk import walk

__all__ = [
    "FieldNames",
    "FoundFile",
    "HtmlText",
    "LineTable",
    "NoArticle",
    "Origin",
    "Part",
    "Problem",
    "Source",
    "SourceOptions",
    "Unreadable",
    "is_split",
    "read",
    "size_of",
    "walk",
]
