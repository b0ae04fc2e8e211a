#include "message/grammar/leaf.h"

#include "message/grammar/admitted_charset.h"
#include "rules/utf8.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

#define RUN_OCTETS_MAX (16 << 10)

static bool is_any_of(const char *charset, const char *const *names)
{
	for (; *names != NULL; names++)
		if (strcmp(charset, *names) == 0)
			return true;
	return false;
}

/* RFC 2045 section 2.8. PHP's mail(), swaks and sendEmail announce nothing, MIME::Lite announces 8bit and says no
 * charset; what only labels a text says nothing of its octets. */
static enum leaf_octets octets_of(const struct outline_part *part, const struct content_fields *fields)
{
	static const char *const ascii[] = {"us-ascii", "ascii", "ansi_x3.4-1968", NULL};
	static const char *const utf8[] = {"utf-8", "utf8", NULL};

	if (strncmp(part->type, "text/", strlen("text/")) != 0)
		return fields->announces_8bit ? LEAF_ANY : LEAF_NONE;
	if (part->charset == NULL)
		return fields->announces_8bit ? LEAF_ANY : LEAF_UTF8;
	if (is_any_of(part->charset, ascii))
		return LEAF_NONE;
	if (!admitted_charset_is(part->charset, strlen(part->charset)))
		return fields->announces_8bit ? LEAF_ANY : LEAF_NONE;
	return is_any_of(part->charset, utf8) ? LEAF_UTF8 : LEAF_CHARSET;
}

void leaf_init(struct leaf *leaf, const struct outline_part *part, const struct content_fields *fields)
{
	transfer_init(&leaf->transfer, part->encoding);
	leaf->octets = octets_of(part, fields);
	leaf->charset = part->charset;
	leaf->unchecked.text = NULL;
	leaf->is_headerless = !fields->has_fields;
	leaf->has_begun = false;
	leaf->rule = fields->announces_8bit ? RULE_CHARSET_OCTETS : RULE_EIGHT_BIT;
}

/* 0, -EBADMSG for octets that are no text in the charset, -ENOMEM. */
static int try_decoding(const struct leaf *leaf, const char *octets, size_t length)
{
	struct text text;

	text_init(&text);
	int r = admitted_charset_decode(leaf->charset, strlen(leaf->charset), octets, length, &text);
	text_clear(&text);
	return r;
}

/* No character of a charset that we admit reaches over a line end. */
static int check_run(struct leaf *leaf, struct grammar_fault *fault)
{
	const struct leaf_run run = leaf->unchecked;

	if (run.text == NULL)
		return 0;
	leaf->unchecked.text = NULL;
	int r = try_decoding(leaf, run.text, (size_t)(run.end - run.text));
	if (r != -EBADMSG)
		return r;
	/* Which line is it? */
	for (const char *at = run.text, *feed; at < run.end; at = feed + 1) {
		feed = memchr(at, '\n', (size_t)(run.end - at));
		if (feed == NULL || try_decoding(leaf, at, (size_t)(feed - at)) == -EBADMSG)
			return grammar_fault_set(fault, leaf->rule, run.offset + (size_t)(at - run.text));
	}
	return grammar_fault_set(fault, leaf->rule, run.offset);
}

static int add_to_run(struct leaf *leaf, const struct line *line, struct grammar_fault *fault)
{
	struct leaf_run *run = &leaf->unchecked;
	const char *end = line->text + line->length;

	if (run->text != NULL && end - run->text > RUN_OCTETS_MAX) {
		int r = check_run(leaf, fault);
		if (r < 0)
			return r;
	}
	if (run->text == NULL) {
		run->text = line->text;
		run->offset = line->offset;
	}
	run->end = end;
	return 0;
}

static int check_octets(struct leaf *leaf, const struct line *line, struct grammar_fault *fault)
{
	switch (leaf->octets) {
	case LEAF_NONE:
		break;
	case LEAF_UTF8:
		if (utf8_is_valid(line->text, line->length))
			return 0;
		break;
	case LEAF_CHARSET:
		return add_to_run(leaf, line, fault);
	case LEAF_ANY:
		return 0;
	}
	return grammar_fault_set(fault, leaf->rule, line->offset);
}

static bool begins(const struct line *line, const char *word)
{
	size_t length = strlen(word);

	return line->length >= length && strncasecmp(line->text, word, length) == 0;
}

/* Some look for the header of a part that has none behind the empty line, or behind several. */
static int check_headerless(struct leaf *leaf, const struct line *line, struct grammar_fault *fault)
{
	if (begins(line, "Content-") || begins(line, "MIME-Version"))
		return grammar_fault_set(fault, RULE_HEADER_END, line->offset);
	if (line->length > 0)
		leaf->has_begun = true;
	else if (leaf->has_begun)
		leaf->is_headerless = false;
	return 0;
}

int leaf_line(struct leaf *leaf, const struct line *line, struct grammar_fault *fault)
{
	if (leaf->is_headerless) {
		int r = check_headerless(leaf, line, fault);
		if (r < 0)
			return r;
	}
	if ((line->classes & LINE_8BIT) != 0 && leaf->transfer.encoding == OUTLINE_IDENTITY) {
		int r = check_octets(leaf, line, fault);
		if (r < 0)
			return r;
	}
	return transfer_line(&leaf->transfer, line, fault);
}

int leaf_end(struct leaf *leaf, bool is_last, struct grammar_fault *fault, uint64_t *ret_decoded_length)
{
	int r = check_run(leaf, fault);

	return r < 0 ? r : transfer_end(&leaf->transfer, is_last, fault, ret_decoded_length);
}
