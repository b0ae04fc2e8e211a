/* html: what is unsafe in a part goes, everything else stays, and the rest of the message need not know. */
#include "message/charsets.h"
#include "message/sanitise/html.h"
#include "message/sanitise/limits.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ACTIVE UNSAFE_BIT(UNSAFE_HTML_ACTIVE)
#define REMOTE UNSAFE_BIT(UNSAFE_HTML_REMOTE)
#define BOTH   (ACTIVE | REMOTE)
#define OPEN   "<html><body>"
#define CLOSE  "</body></html>"

static struct cleaning clean(const char *html, size_t size, const char *charset, unsigned strip)
{
	struct cleaning cleaning;

	charsets_hold();
	ck_assert_int_eq(html_clean(html, size, charset, strip, &cleaning), 0);
	return cleaning;
}

static void require_octets(const struct cleaning *cleaning, const char *expected)
{
	ck_assert_int_eq(cleaning->state, CLEANING_DONE);
	ck_assert_uint_eq(cleaning->size, strlen(expected));
	ck_assert_mem_eq(cleaning->octets, expected, cleaning->size);
}

static const struct {
	const char *html;
	unsigned found;
	const char *cleaned; /* of the body */
} rewritten[] = {
    {"<p onclick=x>a <b>b</b>", ACTIVE, "<p>a <b>b</b></p>"},
    {"a<script>b</script>c", ACTIVE, "ac"},
    {"<a href='javascript:x'>a</a>", ACTIVE, "a"},
    {"<a href='file:///c:/a'>a</a>", ACTIVE, "a"},
    {"<a href='https://a.example/?b=1&c=2'>a</a><p onx=1>", ACTIVE,
	"<a href=\"https://a.example/?b=1&#38;c=2\">a</a><p></p>"},
    {"<a href='mailto:a@b.example'>a</a><p onx=1>", ACTIVE, "<a href=\"mailto:a@b.example\">a</a><p></p>"},
    {"<a href='https://evil.example/'>www.police.uk</a><p onx=1>", ACTIVE,
	"<a href=\"https://evil.example/\">www.police.uk [evil.example]</a><p></p>"},
    {"<a href='https://www.police.uk@evil.example/'>a</a>", ACTIVE,
	"<a href=\"https://www.police.uk@evil.example/\">a [evil.example]</a>"},
    {"<a href='www.a.example'>a</a><p onx=1>", ACTIVE, "a [www.a.example]<p></p>"},
    {"<img src=https://a.example/b.png alt=Logo>", REMOTE, "[Logo]"},
    {"<img src=https://a.example/b.png>a", REMOTE, "a"},
    {"<img src=cid:a@b alt='<'><img src=//a.example/b>", BOTH, "<img src=\"cid:a@b\" alt=\"&#60;\">"},
    {"<form>a<input value=b><input type=checkbox checked><input type=checkbox></form>", ACTIVE, "a[b][x][_]"},
    {"<select><option>a<option>b</select>", ACTIVE, "a<br>b<br>"},
    {"<textarea>a<b</textarea>", ACTIVE, "a&#60;b"},
    {"<iframe>a</iframe><svg><text>b</text></svg>", ACTIVE, "b"},
    {"<p style='color:RED; background:url(https://a.example/); x:y'>a", REMOTE, "<p style=\"color: RED\">a</p>"},
    {"<pre>\n\na  b</pre><p onx=1>", ACTIVE, "<pre>\n\na  b</pre><p></p>"},
    {"<p title='`&quot;' onx=1>\xc3\xa9\xf0\x9f\x98\x80", ACTIVE, "<p title=\"&#96;&#34;\">&#233;&#128512;</p>"},
    {"<!--[if mso]><script>a</script><![endif]-->b", ACTIVE, "b"},
    {"<o:p onx=1>a</o:p><center><unknown>b</unknown></center>", ACTIVE, "a<center>b</center>"},
};

START_TEST(what_is_unsafe_goes_and_the_text_stays)
{
	char expected[512];
	struct cleaning cleaning = clean(rewritten[_i].html, strlen(rewritten[_i].html), "utf-8", BOTH);

	snprintf(expected, sizeof(expected), OPEN "%s" CLOSE, rewritten[_i].cleaned);
	require_octets(&cleaning, expected);
	ck_assert_uint_eq(cleaning.found, rewritten[_i].found);
	ck_assert_uint_eq(cleaning.removed, rewritten[_i].found);
	ck_assert_ptr_null(cleaning.type);
	cleaning_clear(&cleaning);
}
END_TEST

static const char *const harmless[] = {
    "",
    "only text < & one = two",
    "<a href='https://protect.mimecast.com/s/x?domain=www.gov.uk'>https://www.gov.uk/prevent</a>",
    "<p class=MsoNormal style='mso-list:l0'>a<o:p></o:p>",
    "<meta charset=utf-8><meta http-equiv=Content-Type content='text/html'><style>p{color:red}</style>",
    "<!--[if gte mso 9]><xml><o:x v:ext='edit'/></xml><![endif]--><![if !x]>a<![endif]>",
    "<style>v\\:* {behavior:url(#default#VML);}</style>",
    "<style>@list l0:level1{mso-level-text:\\F0B7}</style>",
    "<a href=https://a.example>a</a><a href=mailto:a@b>b</a><a href=tel:1>c</a><a href=sip:a@b>d</a><a href=#x>e</a>",
    "<a href='mailto:a@b?subject=Form attached'>a</a><a href=mailto:attachments@b>b</a>",
    "<a href=https://www.a.example/b>a.example</a>",
    "<a href='https://x.safelinks.protection.outlook.com/?url=https%3A%2F%2Fa.uk%2F'>https://a.uk/</a>",
    "<a href='https://a.example/'>form.docx</a>",
    "<img src=cid:a@b><img src=data:image/png;base64,AAAA><img src=logo.png>",
    "<table background=''><tr><td>a</table>",
};

START_TEST(what_is_merely_dropped_is_no_reason_to_rewrite)
{
	struct cleaning cleaning = clean(harmless[_i], strlen(harmless[_i]), "utf-8", BOTH);

	ck_assert_int_eq(cleaning.state, CLEANING_UNCHANGED);
	ck_assert_uint_eq(cleaning.found, 0);
	ck_assert_ptr_null(cleaning.octets);
	cleaning_clear(&cleaning);
}
END_TEST

static const struct {
	const char *html;
	unsigned strip;
	enum cleaning_state state;
	unsigned removed;
	const char *cleaned;
} chosen[] = {
    {"<p onx=1>a", REMOTE, CLEANING_UNCHANGED, 0, NULL},
    {"<img src=http://a.example>", ACTIVE, CLEANING_UNCHANGED, 0, NULL},
    {"<p onx=1>a", 0, CLEANING_UNCHANGED, 0, NULL},
    {"<p onx=1><img src=http://a.example/b alt=c>", ACTIVE, CLEANING_DONE, ACTIVE,
	OPEN "<p><img src=\"http://a.example/b\" alt=\"c\"></p>" CLOSE},
    {"<p onx=1><img src=http://a.example/b alt=c>", REMOTE, CLEANING_DONE, BOTH, OPEN "<p>[c]</p>" CLOSE},
    {"<p><button><p>a", BOTH, CLEANING_IMPOSSIBLE, 0, NULL},
};

START_TEST(only_what_is_to_be_stripped_is_a_reason)
{
	struct cleaning cleaning = clean(chosen[_i].html, strlen(chosen[_i].html), NULL, chosen[_i].strip);

	ck_assert_int_eq(cleaning.state, chosen[_i].state);
	ck_assert_uint_ne(cleaning.found, 0);
	ck_assert_uint_eq(cleaning.removed, chosen[_i].removed);
	if (chosen[_i].cleaned != NULL)
		require_octets(&cleaning, chosen[_i].cleaned);
	cleaning_clear(&cleaning);
}
END_TEST

static const struct {
	const char *octets;
	size_t size;
	const char *charset;
	const char *cleaned;
} in_charsets[] = {
    {"<p onx=1>\x93\xe9", 11, "iso-8859-1", "<p>&#8220;&#233;</p>"},
    {"<p onx=1>\x93\xe9", 11, NULL, "<p>&#8220;&#233;</p>"},
    {"<p onx=1>\xc3\xa9", 11, NULL, "<p>&#233;</p>"},
    {"<p onx=1>\xc3\xa9", 11, "windows-1252", "<p>&#195;&#169;</p>"},
    {"<meta charset=koi8-r><p onx=1>\xc1", 31, NULL, "<p>&#1072;</p>"},
    {"+ADw-p onx=1+AD4-a", 18, "utf-7", "<p>a</p>"},
    {"<\0p\0 \0o\0n\0x\0=\0>\0a\0", 18, "utf-16le", "<p>a</p>"},
    {"<p onx=1>\x1b$B$\"\x1b(B", 17, "iso-2022-jp", "<p>&#12354;</p>"},
    {"<p onx=1>\xff", 10, "utf-8", "<p>&#65533;</p>"},
    {"<p onx=1>\xe9", 10, "no-such-charset", "<p>&#233;</p>"},
    {"<p onx=1>a\0b", 12, "utf-8", "<p>ab</p>"},
};

START_TEST(every_charset_comes_out_as_ascii)
{
	char expected[256];
	struct cleaning cleaning = clean(in_charsets[_i].octets, in_charsets[_i].size, in_charsets[_i].charset, BOTH);

	snprintf(expected, sizeof(expected), OPEN "%s" CLOSE, in_charsets[_i].cleaned);
	require_octets(&cleaning, expected);
	cleaning_clear(&cleaning);
}
END_TEST

/* `count` times `piece`, then `tail`; the caller's. */
static char *repeat(const char *piece, size_t count, const char *tail)
{
	size_t length = strlen(piece), size = length * count;
	char *html = malloc(size + strlen(tail) + 1);

	ck_assert_ptr_nonnull(html);
	for (size_t i = 0; i < count; i++)
		memcpy(html + i * length, piece, length);
	memcpy(html + size, tail, strlen(tail) + 1);
	return html;
}

static const struct {
	const char *piece;
	size_t count; /* within the limit; one more is past it */
	const char *tail;
} bounded[] = {
    {"x", LIMIT_HTML_OCTETS, ""},
    {"<br>", LIMIT_HTML_TAGS, ""},
    {"<div>", LIMIT_HTML_DEPTH - 3, ""},
    {"<!--<p>-->", LIMIT_HTML_TAGS, ""},
};

START_TEST(each_limit_holds_at_its_value_and_not_past_it)
{
	for (size_t past = 0; past < 2; past++) {
		size_t more = past * (strcmp(bounded[_i].piece, "<div>") == 0 ? 4 : 1);
		char *html = repeat(bounded[_i].piece, bounded[_i].count + more, bounded[_i].tail);
		struct cleaning cleaning = clean(html, strlen(html), "utf-8", BOTH);
		char *text = NULL;
		ck_assert_int_eq(cleaning.state, past ? CLEANING_LIMIT : CLEANING_UNCHANGED);
		ck_assert_int_eq(html_text(html, strlen(html), "utf-8", false, &text), 0);
		free(text);
		cleaning_clear(&cleaning);
		free(html);
	}
}
END_TEST

START_TEST(a_tag_has_so_many_attributes_and_not_one_more)
{
	for (size_t i = 0; i < 4; i++) {
		size_t past = i % 2;
		char *attributes = repeat(" a", LIMIT_HTML_ATTRIBUTES - 1 + past, ">"), html[4096];
		snprintf(html, sizeof(html), i < 2 ? "<p b%s" : "<html a><p><body%s", attributes);
		struct cleaning cleaning = clean(html, strlen(html), "utf-8", BOTH);
		ck_assert_int_eq(cleaning.state, past ? CLEANING_LIMIT : CLEANING_UNCHANGED);
		cleaning_clear(&cleaning);
		free(attributes);
	}
}
END_TEST

/* Each block brings all formatting again: within every other limit, but not within that of memory. */
START_TEST(formatting_that_comes_again_for_ever_is_past_a_limit)
{
	char *html = malloc(64U << 10), *at = html;

	at += sprintf(at, "<p>");
	for (int i = 0; i < 250; i++)
		at += sprintf(at, "<font id=%d>", i);
	for (int i = 0; i < 4700; i++)
		at += sprintf(at, "<p>x");
	struct cleaning cleaning = clean(html, strlen(html), NULL, BOTH);
	ck_assert_int_eq(cleaning.state, CLEANING_LIMIT);
	cleaning_clear(&cleaning);
	free(html);
}
END_TEST

static const struct {
	const char *html;
	const char *text;
} told[] = {
    {"", ""},
    {"<p>a  b\n c<p>d", "a b c\n\nd\n"},
    {"a<br>b<br><br>c", "a\nb\n\nc\n"},
    {"<div>a</div><div>b</div>", "a\nb\n"},
    {"<ul><li>a<li>b<ul><li>c</ul></ul><ol><li>d<li>e</ol>", "- a\n- b\n  - c\n1. d\n2. e\n"},
    {"<table><tr><td>a<td><p>b</p><tr><th>c<td>d</table>e", "a\tb\nc\td\ne\n"},
    {"<a href=https://a.example/b>a</a> c", "a <https://a.example/b> c\n"},
    {"<a href=https://a.example/>https://a.example/</a>", "https://a.example/\n"},
    {"<a href=mailto:a@b.example>a</a>", "a <mailto:a@b.example>\n"},
    {"<a href='javascript:x'>a</a><script>b</script><style>c</style>", "a\n"},
    {"<img alt=Logo src=https://a.example/><img src=x>b", "[Logo]b\n"},
    {"a<pre> b\n  c</pre>d", "a\n\n b\n  c\n\nd\n"},
    {"<h1>a</h1>b", "a\n\nb\n"},
    {"&eacute;&nbsp;\xc3\xa9", "\xc3\xa9\xc2\xa0\xc3\xa9\n"},
    {"<title>a</title>b<!--c-->", "b\n"},
};

START_TEST(a_part_reads_as_text)
{
	char *text = NULL;

	charsets_hold();
	ck_assert_int_eq(html_text(told[_i].html, strlen(told[_i].html), "utf-8", false, &text), 0);
	ck_assert_str_eq(text, told[_i].text);
	free(text);
}
END_TEST

static const struct {
	const char *html;
	const char *text;
} flat[] = {
    {"", ""},
    {"<p>a  b\n c<p>d", "a b c\n\nd\n"},
    {"a<br>b<br><br>c", "a\nb\n\nc\n"},
    {"<ul><li>a<li>b</ul>", "- a\n- b\n"},
    {"<table><tr><td>a<td>b<tr><th>c</th><td>d</table>e", "a\tb\nc\td\ne\n"},
    {"<a href=https://a.example/b?c&amp;d>a</a> c", "a <https://a.example/b?c&d> c\n"},
    {"<a href=https://a.example/>https://a.example/</a>", "https://a.example/\n"},
    {"<a href='javascript:x'>a</a><script>b</script><style>c</style>", "a\n"},
    {"a<script>b<p>c</SCRIPT >d<style>e", "ad\n"},
    {"a<title>b<title>c", "abc\n"},
    {"<img alt='A &amp; B' src=x><img src=x>b", "[A & B]b\n"},
    {"a<pre>b\n  c</pre>d", "a\n\nb\n  c\n\nd\n"},
    {"&eacute;&nbsp;\xc3\xa9&#233;&#xE9;&#146;&#x1f600;",
	"\xc3\xa9\xc2\xa0\xc3\xa9\xc3\xa9\xc3\xa9\xe2\x80\x99\xf0\x9f\x98\x80\n"},
    {"a &copyb &nothing; & &#; &#0; &#99999999; c", "a &copyb &nothing; & &#; \xef\xbf\xbd \xef\xbf\xbd c\n"},
    {"a<!--b--><!DOCTYPE html><?xml ?></ ><![if x]>c<!-->d", "acd\n"},
    {"a < b <3 c", "a < b <3 c\n"},
    {"a<b c=\"d>e &amp; f", "a<b c=\"d>e & f\n"},
    {"a\001\033[1mb", "a[1mb\n"},
};

START_TEST(a_part_that_is_past_a_limit_reads_as_text)
{
	char *text = NULL;

	charsets_hold();
	ck_assert_int_eq(html_text(flat[_i].html, strlen(flat[_i].html), "utf-8", true, &text), 0);
	ck_assert_str_eq(text, flat[_i].text);
	free(text);
}
END_TEST

/* Nothing in it is worth more than its octets. */
START_TEST(no_text_takes_long)
{
	static const char *const pieces[] = {"<", "<a href='", "<!--", "<title>", "<script>", "</", "&", "<a href=x:y>",
	    "<pre>", "<img alt=&amp;>", "<p>x", "</a>", "<a href=https://a.example/>b</a>", "<!"};
	char *html = repeat(pieces[_i], (4U << 20) / strlen(pieces[_i]), ""), *text = NULL;

	charsets_hold();
	ck_assert_int_eq(html_text(html, strlen(html), "utf-8", true, &text), 0);
	free(text);
	free(html);
}
END_TEST

START_TEST(a_part_may_be_so_large_and_no_larger)
{
	charsets_hold();
	for (size_t past = 0; past < 2; past++) {
		char *html = repeat("x", LIMIT_HTML_PART + past, ""), *text = NULL;
		ck_assert_int_eq(html_text(html, strlen(html), "us-ascii", false, &text), past ? -E2BIG : 0);
		free(text);
		free(html);
	}
}
END_TEST

static const struct {
	const char *before, *piece;
	size_t count;
	const char *behind;
	enum cleaning_state state;
} pictures[] = {
    {"<p>a<img src=\"data:image/png;base64,", "iVBORw0KGgo/", 200000, "=\">b", CLEANING_UNCHANGED},
    {"<p>a<img src=\"DATA:image/jpeg;BASE64,", "/9j/4AAQ\r\n", 300000, "=\">b", CLEANING_UNCHANGED},
    {"<p style='background:url(data:image/gif;base64,", "R0lGODlh", 300000, ")'>b", CLEANING_UNCHANGED},
    {"<script>a</script><img alt=c src=\"data:image/png;base64,", "iVBORw0K", 300000, "\">b", CLEANING_DONE},
    /* Within the run or at its end, however the rest is read. */
    {"<p data:image/png;base64,", "iVBORw0K", 300000, "/onclick=alert(1)>b", CLEANING_DONE},
    {"<img src=data:image/png;base64,", "iVBORw0K", 300000, "\nonerror\r\n\n\n\n=alert(1)>b", CLEANING_DONE},
    {"<img src=data:image/svg+xml;base64,", "iVBORw0K", 300000, ">b", CLEANING_LIMIT},
    {"<img src=data:image/png,", "iVBORw0K", 300000, ">b", CLEANING_LIMIT},
};

START_TEST(a_picture_in_it_costs_nothing)
{
	char *run = repeat(pictures[_i].piece, pictures[_i].count, pictures[_i].behind),
	     *html = malloc(strlen(run) + 256);

	sprintf(html, "%s%s", pictures[_i].before, run);
	struct cleaning cleaning = clean(html, strlen(html), "utf-8", BOTH);
	ck_assert_int_eq(cleaning.state, pictures[_i].state);
	if (cleaning.state == CLEANING_DONE)
		ck_assert_ptr_nonnull(memmem(cleaning.octets, cleaning.size, "b", 1));
	cleaning_clear(&cleaning);
	free(html);
	free(run);
}
END_TEST

START_TEST(a_short_run_of_letters_stays_as_it_is)
{
	charsets_hold();
	for (size_t past = 0; past < 2; past++) {
		char *run = repeat("x", LIMIT_HTML_PICTURE - 1 + past, " y"), *text = NULL,
		     html[LIMIT_HTML_PICTURE + 64];
		snprintf(html, sizeof(html), "data:image/png;base64,%s", run);
		ck_assert_int_eq(html_text(html, strlen(html), "utf-8", false, &text), 0);
		ck_assert_uint_eq(strlen(text), strlen(html) + 1 - (past ? LIMIT_HTML_PICTURE - 64 : 0));
		free(text);
		free(run);
	}
}
END_TEST

static Suite *html_suite(void)
{
	Suite *suite = suite_create("html");
	TCase *cases = tcase_create("cleaning");

	tcase_set_timeout(cases, 30);
	tcase_add_loop_test(cases, what_is_unsafe_goes_and_the_text_stays, 0, sizeof(rewritten) / sizeof(rewritten[0]));
	tcase_add_loop_test(
	    cases, what_is_merely_dropped_is_no_reason_to_rewrite, 0, sizeof(harmless) / sizeof(harmless[0]));
	tcase_add_loop_test(cases, only_what_is_to_be_stripped_is_a_reason, 0, sizeof(chosen) / sizeof(chosen[0]));
	tcase_add_loop_test(cases, every_charset_comes_out_as_ascii, 0, sizeof(in_charsets) / sizeof(in_charsets[0]));
	tcase_add_loop_test(
	    cases, each_limit_holds_at_its_value_and_not_past_it, 0, sizeof(bounded) / sizeof(bounded[0]));
	tcase_add_test(cases, a_tag_has_so_many_attributes_and_not_one_more);
	tcase_add_test(cases, formatting_that_comes_again_for_ever_is_past_a_limit);
	tcase_add_loop_test(cases, a_part_that_is_past_a_limit_reads_as_text, 0, sizeof(flat) / sizeof(flat[0]));
	tcase_add_loop_test(cases, no_text_takes_long, 0, 14);
	tcase_add_test(cases, a_part_may_be_so_large_and_no_larger);
	tcase_add_loop_test(cases, a_picture_in_it_costs_nothing, 0, sizeof(pictures) / sizeof(pictures[0]));
	tcase_add_test(cases, a_short_run_of_letters_stays_as_it_is);
	tcase_add_loop_test(cases, a_part_reads_as_text, 0, sizeof(told) / sizeof(told[0]));
	suite_add_tcase(suite, cases);
	return suite;
}

int main(void)
{
	return run_suite(html_suite());
}
