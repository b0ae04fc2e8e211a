"""Referral mail whose own HTML carries something: what acts, and what is fetched."""

import quopri

from mail_message import alternative, attached, attached_message, html, leaf, related, text
from mail_payload import form
from office_file import PNG

CONDITIONAL = "<!--[if mso]>{}<![endif]-->"
VML = ('<v:rect style="width:9pt"><v:fill type="tile" src="http://{}.example/fill.png"/></v:rect>')


def entities(words):
    return "".join(f"&#{ord(letter)};" for letter in words)


def split_lines(octets, within):
    """Quoted-printable with a soft line break in the middle of a word."""
    middle = within[:5].encode() + b"=\n" + within[5:].encode()
    return quopri.encodestring(octets).replace(b"=\n", b"").replace(within.encode(), middle)


def with_form(page, *more):
    return [page, *more, attached("Prevent referral form.docx", form())]


def putter(add, kind):
    def put(name, body, encoding="quoted-printable", charset="utf-8", head=lambda w: ""):
        add(kind, name, lambda w: with_form(alternative(html(body(w), encoding=encoding, charset=charset, head=head(w)))))
    return put


def active(add):
    put = putter(add, "html-active")
    put("script", lambda w: f"<script>var a='{w}';</script>", "7bit")
    put("script-remote", lambda w: f'<script src="https://{w}.example/a.js"></script>', "base64")
    put("handler", lambda w: f'<p onmouseover="fetch(\'https://{w}.example/\')">Please see the form.</p>')
    put("handler-image", lambda w: f'<img src="cid:none" onerror="{w}()" alt="logo">', "base64")
    put("link-script", lambda w: f'<a href="java&#9;script:{w}()">our school</a>', "7bit")
    put("link-data", lambda w: f'<a href="data:text/html,<b>{w}</b>">our school</a>')
    put("form", lambda w: f'<form action="https://{w}.example/"><input name="x" value="y"><button>Send</button></form>')
    put("frame", lambda w: f'<iframe srcdoc="{entities(f"<script>{w}</script>")}"></iframe>', "7bit")
    put("object", lambda w: f'<object data="https://{w}.example/a.swf"><embed src="{w}"></object>', "base64")
    put("refresh", lambda w: "<p>One moment.</p>",
        head=lambda w: f'<meta http-equiv="refresh" content="0;url=https://{w}.example/">')
    put("base", lambda w: f'<base href="https://{w}.example/"><a href="one">one</a>')
    put("conditional", lambda w: CONDITIONAL.format(f"<script>{w}</script>"), "7bit")
    put("svg", lambda w: f'<svg><animate onbegin="{w}()" attributeName="x"/></svg>')
    put("math", lambda w: f'<math><maction actiontype="statusline" xlink:href="javascript:{w}">x</maction></math>')
    put("utf-16", lambda w: f"<script>{w}</script>", "base64", charset="utf-16")
    put("latin", lambda w: f"<p>caf\u00e9</p><script>{w}</script>", charset="windows-1252")
    put("expression", lambda w: f'<p style="width:expression({w}())">Please see the form.</p>')
    put("binding", lambda w: f'<p style="-moz-binding:url(https://{w}.example/a.xml#b)">Please see the form.</p>')
    put("not-closed", lambda w: f'<p>Please see the form.</p><script>{w}', "7bit")
    put("in-title", lambda w: f"<noscript><p title=\"</noscript><img src=x onerror={w}()>\"></noscript>")
    add("html-active", "in-attached-message", lambda w: with_form(text(), attached_message(
        alternative(html(f"<script>{w}</script>")))))
    add("html-active", "with-picture", lambda w: with_form(related(
        html(f'<img src="cid:logo@marrowby.example" onload="{w}()" alt="logo">'),
        leaf("image/png", PNG, name="logo.png", disposition="inline", fields=["Content-ID: <logo@marrowby.example>"]))))
    add("html-active", "inline-text", lambda w: with_form(html(f"<script>{w}</script>", encoding="base64")))


def remote(add):
    put = putter(add, "html-remote")
    put("beacon", lambda w: f'<img src="http://{w}.example/1.gif" width="1" height="1">', "7bit")
    put("beacon-https", lambda w: f'<img src=https://{w}.example/1.gif alt="">', "base64")
    put("beacon-schemeless", lambda w: f'<img src="//{w}.example/1.gif" alt="logo">')
    put("beacon-entities", lambda w: f'<img src="&#104;ttp&#58;//{entities(w)}.example/1.gif">')
    put("srcset", lambda w: f'<img src="cid:a" srcset="https://{w}.example/2.png 2x">')
    put("background", lambda w: f'<table background="http://{w}.example/b.png"><tr><td>cell</td></tr></table>')
    put("style", lambda w: f'<p style="background:url(http://{w}.example/b.png)">Please see the form.</p>')
    put("style-escaped", lambda w: f'<p style="background:u\\72l(\\68 ttp://{w}.example/b.png)">Please see the form.</p>')
    put("style-sheet", lambda w: f"<style>@import url('https://{w}.example/a.css'); p {{ color: red }}</style>")
    put("link", lambda w: "<p>text</p>", head=lambda w: f'<link rel="stylesheet" href="https://{w}.example/a.css">')
    put("font", lambda w: f"<style>@font-face {{ font-family: x; src: url(https://{w}.example/a.woff) }}</style>")
    put("poster", lambda w: f'<video poster="https://{w}.example/p.png"></video>')
    put("conditional", lambda w: CONDITIONAL.format(VML.format(w)), "7bit")
    put("set-image", lambda w: f"<p style=\"content:image-set('https://{w}.example/a.png' 1x)\">x</p>")
    put("utf-16", lambda w: f'<img src="http://{w}.example/1.gif">', "base64", charset="utf-16")
    add("html-remote", "soft-break", lambda w: with_form(leaf(
        "text/html; charset=utf-8", split_lines(f'<p>See the form <img src="http://{w}.example/1.gif">.</p>'.encode(), w),
        encoding="quoted-printable-made")))
    add("html-remote", "in-attached-message", lambda w: with_form(text(), attached_message(
        html(f'<img src="http://{w}.example/1.gif">', encoding="7bit"))))
    add("html-remote", "beside-own-picture", lambda w: with_form(related(
        html(f'<img src="cid:logo@marrowby.example"><img src="http://{w}.example/1.gif">'),
        leaf("image/png", PNG, name="logo.png", disposition="inline", fields=["Content-ID: <logo@marrowby.example>"]))))


def make(add):
    active(add)
    remote(add)
