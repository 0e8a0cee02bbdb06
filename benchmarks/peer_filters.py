"""What datatrove's filters of training corpora take for a folder of articles: Gopher, Gopher repetition, C4, FineWeb.

pip install 'datatrove[processing]'
python benchmarks/peer_filters.py FOLDER
"""

import sys
from pathlib import Path

from datatrove.data import Document
from datatrove.pipeline.filters import (
    C4QualityFilter,
    FineWebQualityFilter,
    GopherQualityFilter,
    GopherRepetitionFilter,
)

FILTERS = (GopherRepetitionFilter(), GopherQualityFilter(), C4QualityFilter(), FineWebQualityFilter())

for file in sorted(Path(sys.argv[1]).rglob("*.txt")):
    text = file.read_text()
    verdicts = [quality.filter(Document(text, file.name)) for quality in FILTERS]
    print(file.name, *(verdict[1] if isinstance(verdict, tuple) else verdict for verdict in verdicts))
