#include "message/sanitise/html.h"

#include "message/sanitise/html_charset.h"
#include "message/sanitise/html_copy.h"
#include "message/sanitise/html_findings.h"
#include "message/sanitise/html_flat.h"
#include "message/sanitise/html_pictures.h"
#include "message/sanitise/html_prose.h"
#include "message/sanitise/html_scan.h"
#include "message/sanitise/limits.h"

#include <errno.h>
#include <string.h>

#define ACTIVE UNSAFE_BIT(UNSAFE_HTML_ACTIVE)
#define REMOTE UNSAFE_BIT(UNSAFE_HTML_REMOTE)

/* Judges the text in every reading, and leaves gumbo's. On failure there is no tree to clear. */
static int read_text(const struct text *text, struct html_judge *judge, struct html_tree *ret_tree)
{
	struct html_tree tree = {0};
	int r = html_scan_bounds(text_string(text), text->length);

	if (r == 0)
		r = html_scan(text_string(text), text->length, judge);
	if (r == 0)
		r = html_tree_parse(text_string(text), text->length, &tree);
	if (r < 0)
		return r;
	r = html_findings(&tree, judge);
	if (r < 0) {
		html_tree_clear(&tree);
		return r;
	}
	*ret_tree = tree;
	return 0;
}

/* Writes it, and again from what was written: -EILSEQ when that is not the same, or not clean. */
static int write_twice(const struct html_tree *tree, unsigned strip, struct text *html)
{
	bool keeps_remote = (strip & REMOTE) == 0;
	struct html_judge judge = {0};
	struct html_tree second = {0};
	struct text again;
	int r = html_copy(tree, keeps_remote, html);

	if (r < 0)
		return r;
	r = read_text(html, &judge, &second);
	if (r < 0)
		return r;
	text_init(&again);
	r = html_copy(&second, keeps_remote, &again);
	if (r == 0 && ((judge.found & (strip | ACTIVE)) != 0 || again.length != html->length ||
			  memcmp(again.bytes, html->bytes, html->length) != 0))
		r = -EILSEQ;
	text_clear(&again);
	html_tree_clear(&second);
	return r;
}

static int rewrite(const struct html_tree *tree, unsigned strip, struct cleaning *cleaning)
{
	struct text html;
	int r;

	text_init(&html);
	r = write_twice(tree, strip, &html);
	if (r == 0) {
		cleaning->size = html.length;
		cleaning->octets = text_take(&html);
		cleaning->state = CLEANING_DONE;
		cleaning->removed = cleaning->found & (strip | ACTIVE);
	}
	text_clear(&html);
	/* What was within the limits, and is not after being rewritten, is not understood either. */
	return r == -EILSEQ || r == -E2BIG ? 0 : r;
}

static int clean_text(const struct text *text, unsigned strip, struct html_judge *judge, struct cleaning *cleaning)
{
	struct html_tree tree = {0};
	int r = read_text(text, judge, &tree);

	if (r < 0)
		return r;
	cleaning->found = judge->found;
	cleaning->state = (judge->found & strip) == 0 ? CLEANING_UNCHANGED : CLEANING_IMPOSSIBLE;
	if (cleaning->state == CLEANING_IMPOSSIBLE)
		r = rewrite(&tree, strip, cleaning);
	html_tree_clear(&tree);
	return r;
}

/* The part as UTF-8, its pictures left out. */
static int decode(const char *octets, size_t size, const char *charset, struct text *text)
{
	int r = size > LIMIT_HTML_PART ? -E2BIG : html_charset_decode(octets, size, charset, text);

	if (r == 0)
		html_pictures_shorten(text);
	return r;
}

/* The octets themselves too: a program may know better than the charset that they claim. */
static int scan_octets(const char *octets, size_t size, const struct text *text, struct html_judge *judge)
{
	struct text raw;

	text_init(&raw);
	text_append(&raw, octets, size);
	html_pictures_shorten(&raw);
	int r = raw.error;
	if (r == 0 && (text->length != raw.length || memcmp(text_string(text), text_string(&raw), raw.length) != 0))
		r = raw.length > LIMIT_HTML_OCTETS ? -E2BIG : html_scan(text_string(&raw), raw.length, judge);
	text_clear(&raw);
	return r;
}

int html_clean(const char *octets, size_t size, const char *charset, unsigned strip, struct cleaning *ret_cleaning)
{
	struct cleaning cleaning;
	struct html_judge judge = {0};
	struct text text;

	cleaning_init(&cleaning);
	text_init(&text);
	int r = decode(octets, size, charset, &text);
	if (r == 0)
		r = scan_octets(octets, size, &text, &judge);
	if (r == 0)
		r = clean_text(&text, strip & (ACTIVE | REMOTE), &judge, &cleaning);
	text_clear(&text);
	if (r == -E2BIG) {
		cleaning_clear(&cleaning);
		cleaning.state = CLEANING_LIMIT;
		r = 0;
	}
	if (r == 0)
		*ret_cleaning = cleaning;
	else
		cleaning_clear(&cleaning);
	return r;
}

static int tell_tree(const struct text *text, struct text *prose)
{
	struct html_judge judge = {0};
	struct html_tree tree = {0};
	int r = read_text(text, &judge, &tree);

	if (r == 0)
		r = html_prose(&tree, prose);
	html_tree_clear(&tree);
	return r;
}

static int tell(const struct text *text, bool is_past_limit, struct text *prose)
{
	int r = is_past_limit ? -E2BIG : tell_tree(text, prose);

	if (r != -E2BIG)
		return r;
	text_reset(prose);
	return html_flat(text_string(text), text->length, prose);
}

int html_text(const char *octets, size_t size, const char *charset, bool is_past_limit, char **ret_text)
{
	struct text text, prose;

	text_init(&text);
	text_init(&prose);
	int r = decode(octets, size, charset, &text);
	if (r == 0)
		r = tell(&text, is_past_limit, &prose);
	if (r == 0 && (*ret_text = text_take(&prose)) == NULL)
		r = -ENOMEM;
	text_clear(&prose);
	text_clear(&text);
	return r;
}
