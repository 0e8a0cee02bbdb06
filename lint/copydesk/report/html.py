"""A page for an editor: what was found, by file, to be sifted by rule and path. One file that loads nothing."""

from collections import Counter
from collections.abc import Iterator
from html import escape
from itertools import groupby, islice

from copydesk.diagnostic import Diagnostic, Severity
from copydesk.report.terminal import counted, visible
from copydesk.run import RuleInfo, Run

_MAX_SHOWN = 10_000
"""Findings on a page: a browser takes seconds for more, and nobody reads them."""
_MAX_RELATED = 20
_NOUNS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "remark"}

_STYLE = """
:root{color-scheme:light dark;--ink:#1d1d1f;--faint:#6e6e73;--paper:#fff;--card:#f5f5f7;--line:#d9d9de;--mark:#ffe58a;
--error:#b3261e;--warning:#9a5b00;--info:#0b63a5}
@media (prefers-color-scheme:dark){:root{--ink:#ececf0;--faint:#a0a0a8;--paper:#17171a;--card:#222226;--line:#3a3a40;
--mark:#6b5500;--error:#ff8a80;--warning:#ffc266;--info:#7cc4ff}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:70rem;padding:1.5rem;font:15px/1.5 system-ui,sans-serif;color:var(--ink);
background:var(--paper)}
h1{font-size:1.3rem;margin:0}h1 small{font-weight:400;color:var(--faint)}
table{border-collapse:collapse;margin:1rem 0;width:100%}
td,th{padding:.2rem .8rem .2rem 0;text-align:left;border-bottom:1px solid var(--line);vertical-align:top}
label,td:nth-child(2){white-space:nowrap}
td.n{text-align:right;font-variant-numeric:tabular-nums}
input[type=search]{width:100%;padding:.4rem .6rem;font:inherit;color:inherit;background:var(--card);
border:1px solid var(--line);border-radius:.4rem}
details{margin:.6rem 0;border:1px solid var(--line);border-radius:.5rem}
summary{padding:.5rem .8rem;cursor:pointer;font-weight:600;overflow-wrap:anywhere}
summary span{color:var(--faint);font-weight:400}
article{padding:.6rem .8rem;border-top:1px solid var(--line)}
.error{color:var(--error)}.warning{color:var(--warning)}.info{color:var(--info)}
.place,.rule,.more,.fix{color:var(--faint)}
p{margin:.2rem 0;overflow-wrap:anywhere}
blockquote{margin:.4rem 0;padding:.4rem .7rem;background:var(--card);border-radius:.4rem;overflow-wrap:anywhere}
mark{background:var(--mark);color:inherit}
ul{margin:.2rem 0;padding-left:1.2rem}
[hidden]{display:none}
"""
_SCRIPT = """
const boxes=[...document.querySelectorAll('input[type=checkbox]')],path=document.querySelector('input[type=search]');
function sift(){
 const off=new Set(boxes.filter(b=>!b.checked).map(b=>b.value)),word=path.value.toLowerCase();
 for(const file of document.querySelectorAll('details')){
  let left=0;
  for(const it of file.querySelectorAll('article')){it.hidden=off.has(it.dataset.code);left+=!it.hidden}
  file.hidden=!left||!file.dataset.path.toLowerCase().includes(word);
  file.querySelector('summary span').textContent=left;
 }
}
for(const it of [...boxes,path])it.addEventListener('input',sift);
"""


def render(run: Run, *, colour: bool = False) -> Iterator[str]:
    """Yield the page. Everything that comes of a file is escaped, and the page may load and send nothing."""
    del colour
    yield (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>copydesk</title>'
        '<meta name="viewport" content="width=device-width">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
        "script-src 'unsafe-inline'\">"
        f"<style>{_STYLE}</style></head><body>\n"
    )
    yield _head(run)
    shown = list(islice(run.diagnostics, _MAX_SHOWN))
    for path, found in groupby(shown, key=lambda diagnostic: diagnostic.path):
        some = list(found)
        yield (
            f'<details open data-path="{_text(path)}"><summary>{_text(path)} <span>{len(some)}</span></summary>\n'
            f"{''.join(map(_article, some))}</details>\n"
        )
    if len(shown) < len(run.diagnostics):
        yield f"<p>These are the first {len(shown)} of {len(run.diagnostics)} findings.</p>\n"
    yield f"<script>{_SCRIPT}</script></body></html>\n"


def _head(run: Run) -> str:
    """Return the title, the counts, and a table of the rules with a box to sift by."""
    counts = Counter(diagnostic.severity for diagnostic in run.diagnostics)
    parts = [
        f'<span class="{severity}">{counted(counts[severity], noun)}</span>'
        for severity, noun in _NOUNS.items()
        if counts[severity]
    ]
    title = f"<h1>copydesk <small>{counted(len(run.files), 'file')}: {', '.join(parts)}</small></h1>\n"
    if not run.diagnostics:
        return f"{title}<p>Nothing found.</p>\n"
    fired = Counter(diagnostic.code for diagnostic in run.diagnostics).most_common()
    rows = "".join(_row(run.rules[code], count) for code, count in fired)
    search = '<input type="search" placeholder="part of a path" aria-label="part of a path">'
    return f"{title}<table>{rows}</table>\n{search}\n"


def _row(rule: RuleInfo, count: int) -> str:
    """Return the row of a rule."""
    code, name, summary = (_text(part) for part in (rule.code, rule.name, rule.summary))
    box = f'<label><input type="checkbox" checked value="{code}"> <b>{code}</b></label>'
    return f'<tr><td>{box}</td><td>{name}</td><td class="n">{count}</td><td>{summary}</td></tr>\n'


def _article(found: Diagnostic) -> str:
    """Return one finding."""
    place = f"{found.start.line}:{found.start.column}"
    if found.article.address is not None:
        place += f" · {found.article.address}"
    excerpt = found.excerpt
    before, flagged, after = (_text(part) for part in (excerpt.before, excerpt.flagged, excerpt.after))
    text = f"{'…' * excerpt.cut_before}{before}<mark>{flagged}</mark>{after}{'…' * excerpt.cut_after}"
    if excerpt.more_lines:
        text += f' <span class="more">and {excerpt.more_lines} more lines</span>'
    related = "".join(
        f"<li>{_text(it.message)}: {_text(it.shown_path)}:{it.start.line}:{it.start.column}</li>"
        for it in found.related[:_MAX_RELATED]
    )
    if len(found.related) > _MAX_RELATED:
        related += f"<li>and {len(found.related) - _MAX_RELATED} more</li>"
    fix = f'<p class="fix">Fix: {_text(found.fix.message)} ({found.fix.applicability})</p>' if found.fix else ""
    return (
        f'<article data-code="{_text(found.code)}"><p><span class="place">{_text(place)}</span> '
        f'<b class="{found.severity}">{_text(found.code)}</b> <span class="rule">{_text(found.rule)}</span></p>'
        f"<p>{_text(found.message)}</p>"
        f"{f'<blockquote>{text}</blockquote>' if before + flagged + after else ''}"
        f"{f'<ul>{related}</ul>' if related else ''}{fix}</article>\n"
    )


def _text(text: str) -> str:
    """Return text as it may stand anywhere in a page, in attributes as well; what would not show is an escape."""
    return escape(visible(text))
