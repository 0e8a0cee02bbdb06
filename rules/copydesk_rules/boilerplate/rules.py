"""The boilerplate rules: one a kind; `context` finds the passages of all."""

from collections.abc import Iterator
from typing import Any, ClassVar

import numpy.typing as npt

from copydesk import Analysis, Article, Edit, Finding, Fix, Rule, Severity, Span
from copydesk_rules.boilerplate.context import find_boilerplate, suspects


class Boilerplate(Rule):
    """Base of the rules: reports the passages of one kind."""

    kind: ClassVar[str]
    title: ClassVar[str]

    def suspects(self, batch: Analysis) -> npt.NDArray[Any]:
        """Return the offsets of what may be boilerplate."""
        return batch.memo(suspects)

    def check(self, article: Article, analysis: Analysis) -> Iterator[Finding]:
        """Yield a finding for every passage of the kind."""
        blocks = analysis.blocks
        for passage in analysis.memo(find_boilerplate):
            if passage.kind == self.kind:
                span = Span(int(blocks.start[passage.first]), int(blocks.end[passage.last]))
                edit = Edit(_with_line_break(article.text, span))
                fix = Fix("delete it", (edit,), "safe" if passage.safe else "unsafe")
                severity: Severity | None = None if passage.certain else "info"
                yield self.finding(span, f"{self.title}: {passage.reason}", fix=fix, severity=severity)


def _with_line_break(text: str, span: Span) -> Span:
    """Widen a span to the white space before it, at the text's start to that behind it."""
    start, end = span
    while start > 0 and text[start - 1].isspace():
        start -= 1
    if start == 0:
        while end < len(text) and text[end].isspace():
            end += 1
    return Span(start, end)


class SiteFooter(Boilerplate):
    """A line of the site's frame: footer, side bar.

    ## Why

    "Recent Posts", "Contact us" or "All rights reserved" belong to the page, not to the article. They come again on
    every page of the site and drown what differs.

    ## Example

    ```text
    Recent Posts
    ```

    ## Fix

    Deletes the lines; safe where a line is nothing but such a phrase.
    """

    code = "BPL001"
    name = "site-footer"
    kind = "site_footer"
    title = "line of the site’s frame"


class AuthorBio(Boilerplate):
    """A biography of the author behind the article.

    ## Why

    It is the same under every article of the author and tells nothing of this one. It is known by its place after the
    last long paragraph, by the third person, and by what such lines say: a role, what is written and for whom, a
    degree, a home.

    ## Example

    ```text
    Jane Roe is a freelance writer based in Leeds. Her work has appeared in the Evening Post.
    ```

    ## Fix

    Deletes the lines. Unsafe: see whether the person is part of the story.
    """

    code = "BPL002"
    name = "author-bio"
    kind = "author_bio"
    title = "author biography"


class SignUpPrompt(Boilerplate):
    """A call to subscribe, to sign up or to allow notifications.

    ## Why

    Prompts are laid over the page and end up in its text. Within an article's body, sentences about newsletters are
    prose and are left alone.

    ## Example

    ```text
    Would you like to receive notifications on latest updates? No Yes
    ```

    ## Fix

    Deletes the lines; safe behind the body.
    """

    code = "BPL003"
    name = "sign-up-prompt"
    kind = "sign_up_prompt"
    title = "sign-up prompt"


class SharePrompt(Boilerplate):
    """The labels of share and print buttons, and links to the site's social media.

    ## Why

    "Share this article", "Tweet", "Follow us on" are buttons, read as text by a careless scraper.

    ## Example

    ```text
    Share this article
    ```

    ## Fix

    Deletes the lines; safe where a line is nothing but such a label.
    """

    code = "BPL004"
    name = "share-prompt"
    kind = "share_prompt"
    title = "share prompt"


class RelatedLinks(Boilerplate):
    """Links to other articles, between or behind the paragraphs.

    ## Why

    "You may also like" and the titles under it belong to other articles. Behind the body the lines under such a head
    are part of the finding.

    ## Example

    ```text
    Related articles
    Ten bridges to see before you die
    ```

    ## Fix

    Deletes the lines; safe where a line is nothing but such a head.
    """

    code = "BPL005"
    name = "related-links"
    kind = "related_links"
    title = "links to other articles"


class LegalNotice(Boilerplate):
    """A copyright line, a cookie notice, terms, a disclosure.

    ## Why

    They say nothing of the article, and they are the same on all pages of the site. Within an article's body,
    sentences about cookies or copyright are prose and are left alone.

    ## Example

    ```text
    © 2024 Example Media. All rights reserved.
    ```

    ## Fix

    Deletes the lines; safe behind the body.
    """

    code = "BPL006"
    name = "legal-notice"
    kind = "legal_notice"
    title = "legal notice"


class Dateline(Boilerplate):
    """A line before the body that is only a date, or a date with the author's name or the reading time.

    ## Why

    The date and the author are fields of the article, not part of its text.

    ## Example

    ```text
    Sunday, July 21, 2024
    ```

    ## Fix

    Deletes the line. Safe.
    """

    code = "BPL010"
    name = "dateline"
    kind = "dateline"
    title = "dateline"


class CommentSection(Boilerplate):
    """The comment form, the comments' own labels, the vote whether the article was helpful.

    ## Why

    "Leave a Reply", "Required fields are marked *", "Be the first to comment" belong to the page's discussion.

    ## Example

    ```text
    Your email address will not be published. Required fields are marked *
    ```

    ## Fix

    Deletes the lines; safe where a line is nothing but such a label.
    """

    code = "BPL007"
    name = "comment-section"
    kind = "comment_section"
    title = "comment section"


class Navigation(Boilerplate):
    """A menu, a breadcrumb, a control of the page.

    ## Why

    "Skip to content", "Toggle navigation", the names of the site's sections: a careless scraper reads them as the
    article's first lines. Runs of short lines before the first long paragraph of a whole page are menus, too.

    ## Example

    ```text
    Skip to main content
    ```

    ## Fix

    Deletes the lines; safe where a line is nothing but such a label.
    """

    code = "BPL008"
    name = "navigation"
    kind = "navigation"
    title = "navigation"


class PaywallNotice(Boilerplate):
    """A wall before the rest of the article, or a call for money.

    ## Why

    "Already a subscriber? Sign in" and "Support our journalism" address the visitor of the page.

    ## Example

    ```text
    Subscribe to continue reading
    ```

    ## Fix

    Deletes the lines; safe behind the body. See whether the article goes on after them.
    """

    code = "BPL009"
    name = "paywall-notice"
    kind = "paywall_notice"
    title = "paywall notice"


class MediaResidue(Boilerplate):
    """What pictures, players and advertisements leave: labels, credits, controls.

    ## Why

    "Advertisement", "Story continues below", "Click to enlarge" say nothing once the picture or the banner is gone.

    ## Example

    ```text
    Article continues below
    ```

    ## Fix

    Deletes the lines; safe where a line is nothing but such a label.
    """

    code = "BPL011"
    name = "media-residue"
    kind = "media_residue"
    title = "residue of a picture or an advertisement"


class BoilerplateBlock(Boilerplate):
    """Lines that are no part of the article, of no certain kind.

    ## Why

    A model weighs what a line looks like, which phrases it and its neighbours hold, where it stands against the body,
    and which words it has in common with that. Lines over its strict threshold are warnings, those over the loose one
    remarks. Lists, tables and the inside of the body are let alone where no phrase speaks against them. The foot of an
    extracted article is decided as a whole: from the first line that tells on, everything goes with it if all of it
    together looks more like the page than like the body.

    Of an HTML page that is linted whole with `--preset page`, what trafilatura, readability and newspaper all drop is
    flagged instead, here where neither the page's markup nor a phrase tells of which kind it is.

    ## Example

    ```text
    Home
    Breaking News
    Classifieds
    ```

    ## Fix

    Deletes the lines. Unsafe.
    """

    code = "BPL012"
    name = "boilerplate-block"
    kind = "block"
    title = "boilerplate"
