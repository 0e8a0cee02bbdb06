"""Finding files and reading articles from them, one module per format."""

from copydesk.sources.decode import BYTE_ORDER_MARKS
from copydesk.sources.fields import FieldNames
from copydesk.sources.formats import TEXT_FORMATS
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
from copydesk.sources.walk import walk, why_nothing

__all__ = [
    "BYTE_ORDER_MARKS",
    "TEXT_FORMATS",
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
    "why_nothing",
]
