#include "message/grammar/leaf.h"

#include "message/grammar/admitted_charset.h"
#include "rules/utf8.h"

#include <errno.h>
#include <string.h>

static bool is_any_of(const char *charset, const char *const *names)
{
	for (; *names != NULL; names++)
		if (strcmp(charset, *names) == 0)
			return true;
	return false;
}

/* RFC 2045 section 2.8. PHP's mail(), swaks and sendEmail announce nothing, MIME::Lite announces 8bit and says no
 * charset. */
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
	return is_any_of(part->charset, utf8) ? LEAF_UTF8 : LEAF_CHARSET;
}

void leaf_init(struct leaf *leaf, const struct outline_part *part, const struct content_fields *fields)
{
	transfer_init(&leaf->transfer, part->encoding);
	leaf->octets = octets_of(part, fields);
	leaf->charset = part->charset;
	leaf->rule = fields->announces_8bit ? RULE_CHARSET_OCTETS : RULE_EIGHT_BIT;
}

/* No character of a charset that we admit reaches over a line end. */
static int check_charset(const struct leaf *leaf, const struct line *line, bool *ret_is_text)
{
	struct text text;

	text_init(&text);
	int r = admitted_charset_decode(leaf->charset, strlen(leaf->charset), line->text, line->length, &text);
	text_clear(&text);
	if (r < 0 && r != -EBADMSG)
		return r;
	*ret_is_text = r == 0;
	return 0;
}

static int check_octets(const struct leaf *leaf, const struct line *line, struct grammar_fault *fault)
{
	bool is_text = false;
	int r = 0;

	switch (leaf->octets) {
	case LEAF_NONE:
		break;
	case LEAF_UTF8:
		is_text = utf8_is_valid(line->text, line->length);
		break;
	case LEAF_CHARSET:
		r = check_charset(leaf, line, &is_text);
		break;
	case LEAF_ANY:
		is_text = true;
		break;
	}
	return r < 0 || is_text ? r : grammar_fault_set(fault, leaf->rule, line->offset);
}

int leaf_line(struct leaf *leaf, const struct line *line, struct grammar_fault *fault)
{
	if ((line->classes & LINE_8BIT) != 0 && leaf->transfer.encoding == OUTLINE_IDENTITY) {
		int r = check_octets(leaf, line, fault);
		if (r < 0)
			return r;
	}
	return transfer_line(&leaf->transfer, line, fault);
}

int leaf_end(struct leaf *leaf, bool is_last, struct grammar_fault *fault, uint64_t *ret_decoded_length)
{
	return transfer_end(&leaf->transfer, is_last, fault, ret_decoded_length);
}
