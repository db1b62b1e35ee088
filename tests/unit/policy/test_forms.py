"""One policy, whatever it was saved as: the same clauses, with the same hashes."""

from __future__ import annotations

import html
import re

from privlint.policy.text import read_clauses
from tests.unit.policy.texts import CHAYA, TEASHOP

MARKDOWN = """\
# Privacy notice of the shop

We care.

## 1. What we collect

We **collect** the following:

- your [name](https://shop.example/name)
* your e-mail address

### 1.1 Location

Where you are.

## How we use it

To answer questions.

### Newsletter

If you want it.

Contact
-------

Write to us.
"""

PAGE = """\
<!DOCTYPE html><html><head><title>Privacy</title><style>p { color: red }</style></head><body>
<nav><ul><li>Home</li></ul></nav>
<main>
<h1>Privacy</h1>
<h2>What we&nbsp;collect</h2>
<p>These kinds:</p>
<ul><li>name<li>e-mail &amp; post</ul>
<ol start="3"><li><p>Location</p><p>where you are</p></li><li>Surveys<ol type="a"><li>long</li></ol></li></ol>
<p>Nothing<br>else.</p>
<p><strong>Contact</strong></p><p>Write.</p>
</main><footer>2026</footer></body></html>
"""


def _shown(text: str) -> dict[str, tuple[str, str]]:
    return {clause.id: (clause.heading, clause.text) for clause in read_clauses(text)}


def test_markdown() -> None:
    assert _shown(MARKDOWN) == {
        "1": ("What we collect", "We collect the following: • your name • your e-mail address"),
        "1.1": ("Location", "Where you are."),
        "how-we-use-it": ("How we use it", "To answer questions."),
        "how-we-use-it.newsletter": ("Newsletter", "If you want it."),
        "contact": ("Contact", "Write to us."),
    }


def test_a_page_of_html() -> None:
    assert _shown(PAGE) == {
        "what-we-collect": ("What we collect", "These kinds: • name • e-mail & post Nothing else."),
        "what-we-collect.3": ("", "Location where you are"),
        "what-we-collect.4": ("", "Surveys"),
        "what-we-collect.4.a": ("", "long"),
        "what-we-collect.contact": ("Contact", "Write."),
    }


def test_lines_of_a_page() -> None:
    assert {clause.id: clause.line for clause in read_clauses(PAGE)}["what-we-collect"] == 5


def test_headings_only() -> None:
    text = "Home\n\nWhat we collect\n\nYour name.\n\nWho gets it\n\nNobody does.\n"
    assert _shown(text) == {
        "what-we-collect": ("What we collect", "Your name."),
        "who-gets-it": ("Who gets it", "Nobody does."),
    }


def test_numbers_without_articles() -> None:
    text = "Privacy\n\n1. What we collect\n\nYour name.\n  (1) first\n  (2) last\n\n2. Who gets it\n\nNobody.\n"
    assert list(_shown(text)) == ["1", "1.1", "1.2", "2"]


def test_two_lists_in_one_clause() -> None:
    text = "Article 1 (Lists)\n\nOne:\n  1. a\n  2. b\nTwo:\n  1. c\n"
    assert _shown(text)["1.1-2"] == ("", "c")


def test_japanese_numbering() -> None:
    assert list(_shown(CHAYA)) == [
        *("1", "1.1", "1.2", "1.2.1", "1.2.2", "1.3"),
        *("2", "2.1", "2.2", "2.3"),
        *("3", "3.1", "3.2", "3.3", "3.2-2"),
        *("4", "5", "5.1", "5.2"),
        *("6", "6.1", "6.2", "6.3"),
        "revisions",
    ]
    assert _shown(CHAYA)["3"][0] == "第三者提供"


def test_a_text_and_its_page_have_the_same_hashes() -> None:
    page = _as_html(TEASHOP)
    assert "<ol>" in page
    assert {clause.id: clause.sha256 for clause in read_clauses(page)} == {
        clause.id: clause.sha256 for clause in read_clauses(TEASHOP)
    }


def test_nothing_to_read() -> None:
    assert read_clauses("") == ()
    assert read_clauses("Just a line.\n") == ()


def _as_html(text: str) -> str:
    """The teashop's policy as its site might serve it: headings, lists, paragraphs."""
    blocks: list[str] = []
    depth: list[tuple[int, str]] = []
    for line in text.splitlines():
        words = html.escape(line.strip())
        indent = len(line) - len(line.lstrip())
        item = re.match(r"(•|\d+\.) (.*)", words)
        if not words:
            continue
        while depth and (depth[-1][0] > indent or (depth[-1][0] == indent and not (item and indent))):
            blocks.append(f"</{depth.pop()[1]}>")
        if item and indent:
            tag = "ul" if item[1] == "•" else "ol"
            if not depth or depth[-1][0] < indent:
                depth.append((indent, tag))
                blocks.append(f"<{tag}>")
            blocks.append(f"<li>{item[2]}")
        else:
            heading = words.startswith("Article") or words in {"Advertising partners, a list", "Revisions"}
            tag = "h2" if heading else "h3" if item else "p"
            blocks.append(f"<{tag}>{words}</{tag}>")
    blocks += [f"</{tag}>" for _, tag in reversed(depth)]
    return f"<html><body>{''.join(blocks)}</body></html>"
