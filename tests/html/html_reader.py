"""html_reader: what parsers that are none of ours find in an HTML text.

Python's html.parser cuts up tags without a tree, html5lib makes the tree that browsers make. Neither knows the cleaner's
lists: those here are the test's own.
"""

import html.parser
import re
import sys

try:
    import html5lib
except ImportError:
    sys.path.append("/usr/lib/python3/dist-packages")  # Debian's, for another Python
    try:
        import html5lib
    except ImportError:
        html5lib = None

ELEMENTS = set("""a abbr acronym address article aside b bdo big blockquote body br caption center cite code col colgroup
    dd del dfn div dl dt em font footer h1 h2 h3 h4 h5 h6 head header hr html i img ins kbd li main nav ol p pre q s samp
    section small span strike strong sub sup table tbody td tfoot th thead tr tt u ul var wbr""".split())
ATTRIBUTES = set("""abbr align alink alt bgcolor border bordercolor cellpadding cellspacing clear color cols colspan compact
    dir face frame height href hspace lang link noshade nowrap reversed rowspan rules scope size span src start style
    summary text title type valign value vlink vspace width""".split())
UNSEEN = set("script style template title head iframe noembed noframes".split())
STYLE = re.compile(r"[a-z-]+: [-A-Za-z0-9_ #%.,()+!'\"\u0080-\U0010ffff]+(; [a-z-]+: [-A-Za-z0-9_ #%.,()+!'\"\u0080-\U0010ffff]+)*\Z")


class Unsafe(Exception):
    """Something that must not be in a cleaned text."""


def _check_address(element, name, value):
    allowed = {"href": ("https://", "http://", "mailto:", "tel:", "cid:"), "src": ("cid:",)}[name]
    if element != {"href": "a", "src": "img"}[name] or not value.startswith(allowed):
        raise Unsafe(f"{name}={value!r} of {element}")
    if re.search(r"[\x00-\x20\x7f<>\"`\\]", value):
        raise Unsafe(f"{value!r} has what no address has")


def _check_style(value):
    if not STYLE.match(value):
        raise Unsafe(f"style {value!r}")
    for word in ("url(", "expression", "behavior", "binding", "import", "/*", "\\", "@"):
        if word in value.lower():
            raise Unsafe(f"style {value!r}")
    for function in re.findall(r"([A-Za-z0-9_-]*)\(", value):
        if function not in ("rgb", "rgba", "hsl", "hsla"):
            raise Unsafe(f"style {value!r}")


def _check_tag(element, attributes):
    if element not in ELEMENTS:
        raise Unsafe(f"element {element}")
    for name, value in attributes:
        if name not in ATTRIBUTES:
            raise Unsafe(f"attribute {name} of {element}")
        if name in ("href", "src"):
            _check_address(element, name, value)
        elif name == "style":
            _check_style(value)


class _Tokens(html.parser.HTMLParser):
    def handle_starttag(self, tag, attrs):
        _check_tag(tag, attrs)

    def handle_comment(self, data):
        raise Unsafe(f"comment {data!r}")

    def handle_decl(self, decl):
        if decl != "DOCTYPE html" or self.getpos() != (1, 0):
            raise Unsafe(f"declaration {decl!r}")

    def handle_pi(self, data):
        raise Unsafe(f"instruction {data!r}")

    def unknown_decl(self, data):
        raise Unsafe(f"declaration {data!r}")


def _local(name):
    return name.rsplit("}", 1)[-1]


def tree_of(text):
    return html5lib.parse(text, treebuilder="etree", namespaceHTMLElements=True)


def check_clean(octets):
    """Raises Unsafe when there is anything in it but what is allowed, in either reading."""
    if re.search(rb"[^\t\n -~]", octets):
        raise Unsafe("not ASCII")
    text = octets.decode("ascii")
    tokens = _Tokens(convert_charrefs=True)
    tokens.feed(text)
    tokens.close()
    if html5lib is None:
        return
    for element in tree_of(text).iter():
        if not isinstance(element.tag, str):
            raise Unsafe(f"a node that is no element: {element.text!r}")
        if not element.tag.startswith("{http://www.w3.org/1999/xhtml}"):
            raise Unsafe(f"foreign {element.tag}")
        _check_tag(_local(element.tag), list(element.attrib.items()))


ACTIVE_ELEMENTS = set("""applet base bgsound button embed form frame frameset iframe input isindex keygen object script select
    svg math textarea template""".split())
LINK_SCHEMES = set("http https mailto tel cid mid sip sips im callto sms fax geo ftp news urn about "
                   "x-apple-data-detectors".split())


def _scheme(value):
    value = re.sub(r"[\x00-\x20\x7f]", "", value)
    match = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):", value)
    return match.group(1).lower() if match else None


def check_harmless(text):
    """Raises Unsafe when the tree of a text that goes on as it came has something active or remote in it."""
    for element in tree_of(text).iter():
        if not isinstance(element.tag, str):
            continue
        name = _local(element.tag).lower()
        if name in ACTIVE_ELEMENTS:
            raise Unsafe(f"element {name}")
        for attribute, value in element.attrib.items():
            attribute = _local(attribute).lower()
            if re.match("on[a-z]", attribute):
                raise Unsafe(f"attribute {attribute}")
            if attribute == "href" and name == "a" and _scheme(value) not in LINK_SCHEMES | {None}:
                raise Unsafe(f"link {value!r}")
            if attribute in ("src", "background", "poster") and (
                    re.match(r"[\x00-\x20]*([\\/]{2}|https?:)", value) or
                    _scheme(value) not in (None, "cid", "data", "about", "mid")):
                raise Unsafe(f"{attribute} {value!r}")
            if attribute == "style" and re.search(r"(?i)url\(\s*['\"]?\s*(https?:|//|javascript:)", value):
                raise Unsafe(f"style {value!r}")


def _collect(element, pieces):
    if isinstance(element.tag, str) and _local(element.tag) not in UNSEEN:
        pieces.append(element.text or "")
        for child in element:
            _collect(child, pieces)
    pieces.append(element.tail or "")


def visible(text):
    """The characters that are shown, without blanks and what is never seen."""
    pieces = []
    _collect(tree_of(text), pieces)
    # html5lib takes more than one reading of a control and a half surrogate; neither is shown.
    return re.sub(r"[\x00-\x20\x7f-\xa0\ufffd\ufdd0-\ufdef\ufffe\uffff]|[\U0001fffe-\U0010ffff]", "", "".join(pieces))


def is_kept(before, after):
    """Whether `after` is `before` with nothing but words in brackets put in."""
    reachable = {0}  # how much of `before` may have been read; more than one after a bracket
    at = 0
    inserts = [match.span() for match in re.finditer(r"\[[^\[\]]*\]", after)]
    ends = dict(inserts)
    waiting = {}
    while at < len(after):
        reachable |= waiting.pop(at, set())
        if at in ends:
            waiting.setdefault(ends[at], set()).update(reachable)
        reachable = {i + 1 for i in reachable if i < len(before) and before[i] == after[at]}
        at += 1
    return len(before) in (reachable | waiting.pop(at, set()))
