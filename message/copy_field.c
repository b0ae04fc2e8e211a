#include "message/copy_field.h"

#include "message/address_token.h"
#include "message/limits.h"
#include "message/mailbox_list.h"
#include "rules/policy_edits.h"

#include <errno.h>
#include <string.h>

#define LINE_MAX_OCTETS 78 /* RFC 5322 section 2.1.1, without the line end */
#define NAME_OCTETS	3  /* "Cc:" */

/* How the value that stands there ends. */
struct ending {
	bool needs_comma; /* its last member is not empty */
	bool in_group;
	bool in_angle;
	bool in_route;		      /* of the angle address */
	struct address_reader reader; /* at its end: what is open */
};

/* As mailbox_list reads it: a comma outside of a source route means that a ">" was forgotten. */
static void read_sign(char sign, bool is_first_in_angle, struct ending *ending)
{
	if (sign == '<') {
		ending->in_angle = true;
		ending->in_route = false;
	} else if (ending->in_angle && is_first_in_angle && sign == '@') {
		ending->in_route = true;
	} else if (ending->in_angle && sign == '>') {
		ending->in_angle = false;
	} else if (ending->in_angle && (sign != ',' || ending->in_route)) {
		return;
	} else if (sign == ':') {
		ending->in_group = true;
	} else if (sign == ';') {
		ending->in_group = false;
	} else if (sign == ',') {
		ending->in_angle = false;
		ending->needs_comma = false;
	}
}

static void read_ending(const char *value, size_t length, struct ending *ending)
{
	struct address_token token;
	bool follows_open = false;

	memset(ending, 0, sizeof(*ending));
	address_reader_init(&ending->reader, value, length);
	while ((token = address_reader_next(&ending->reader)).kind != ADDRESS_TOKEN_END) {
		ending->needs_comma = true;
		if (token.kind == ADDRESS_TOKEN_SIGN)
			read_sign(token.sign, follows_open, ending);
		follows_open = token.kind == ADDRESS_TOKEN_SIGN && token.sign == '<';
	}
}

/* Closes what is open, innermost first. */
static void close_open(const struct ending *ending, struct text *text)
{
	const struct address_reader *reader = &ending->reader;

	if (reader->has_open_escape)
		text_append_octet(text, ' ');
	if (reader->has_open_quotes)
		text_append_octet(text, '"');
	for (unsigned i = 0; i < reader->open_comments; i++)
		text_append_octet(text, ')');
	if (reader->has_open_literal)
		text_append_octet(text, ']');
	if (ending->in_angle)
		text_append_octet(text, '>');
	if (ending->in_group)
		text_append_octet(text, ';');
}

/* libmilter wants LF where the message has CRLF; nothing else changes. */
static void append_existing(const char *value, size_t length, struct text *text)
{
	for (size_t i = 0; i < length; i++)
		if (value[i] != '\r' || i + 1 == length || value[i + 1] != '\n')
			text_append_octet(text, value[i]);
}

static bool needs_quotes(const char *name)
{
	for (; *name != '\0'; name++) {
		bool is_alphanumeric =
		    (*name >= 'a' && *name <= 'z') || (*name >= 'A' && *name <= 'Z') || (*name >= '0' && *name <= '9');
		if (!is_alphanumeric && strchr(" !#$%&'*+-/=?^_`{|}~", *name) == NULL)
			return true;
	}
	return false;
}

static void append_name(const char *name, struct text *text)
{
	bool quoted = needs_quotes(name);

	if (quoted)
		text_append_octet(text, '"');
	for (const char *c = name; *c != '\0'; c++) {
		if (*c == '"' || *c == '\\')
			text_append_octet(text, '\\');
		text_append_octet(text, *c);
	}
	if (quoted)
		text_append_octet(text, '"');
}

static void format_mailbox(const struct copy_address *copy, struct text *text)
{
	if (copy->name == NULL || copy->name[0] == '\0') {
		text_append(text, copy->address, strlen(copy->address));
		return;
	}
	append_name(copy->name, text);
	text_append(text, " <", 2);
	text_append(text, copy->address, strlen(copy->address));
	text_append_octet(text, '>');
}

/* Octets of the line that the text ends with, the name of the field before the first one. */
static size_t last_line(const struct text *text)
{
	const char *feed = text->length > 0 ? memrchr(text->bytes, '\n', text->length) : NULL;

	return feed == NULL ? NAME_OCTETS + text->length : text->length - (size_t)(feed - text->bytes) - 1;
}

static int append_copy(const struct copy_address *copy, bool needs_comma, struct text *text)
{
	struct text mailbox = {0};

	format_mailbox(copy, &mailbox);
	if (needs_comma)
		text_append_octet(text, ',');
	/* The blank is written in either case: behind a line feed it is what folds. A comma may follow the mailbox. */
	if (last_line(text) + 1 + mailbox.length + 1 > LINE_MAX_OCTETS && last_line(text) > NAME_OCTETS)
		text_append_octet(text, '\n');
	text_append_octet(text, ' ');
	text_append(text, text_string(&mailbox), mailbox.length);
	int r = mailbox.error;
	text_clear(&mailbox);
	return r;
}

static bool is_repeated(const struct copy_address *copies, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (strcmp(copies[i].address, copies[index].address) == 0)
			return true;
	return false;
}

int copy_field_write(const char *existing, size_t length, const struct copy_address *copies, size_t count,
    struct text *text, bool *ret_is_changed)
{
	struct ending ending = {0};
	struct mailbox_list list;
	struct text value = {0};
	bool is_changed = false;
	int r = 0;

	mailbox_list_init(&list, LIMIT_ADDRESSES);
	if (existing != NULL) {
		r = mailbox_list_read(&list, existing, length);
		read_ending(existing, length, &ending);
		append_existing(existing, length, &value);
		close_open(&ending, &value);
	}
	for (size_t i = 0; i < count && r != -ENOMEM; i++) {
		if (mailbox_list_has(&list, copies[i].address) || is_repeated(copies, i))
			continue;
		r = append_copy(&copies[i], ending.needs_comma, &value);
		ending.needs_comma = is_changed = true;
	}
	mailbox_list_clear(&list);
	if (r != -ENOMEM)
		r = value.error;
	if (r == 0 && is_changed)
		text_append(text, text_string(&value), value.length);
	text_clear(&value);
	if (r == 0)
		r = text->error;
	if (r == 0)
		*ret_is_changed = is_changed;
	return r;
}

int copy_field_check(const char *existing, size_t length)
{
	const struct copy_address copy = {NULL, "nobody@copy.invalid"};
	struct text text = {0};
	bool is_changed = false;
	int r = copy_field_write(existing, length, &copy, 1, &text, &is_changed);

	if (r == -E2BIG)
		r = -EBADMSG;
	if (r == 0 && is_changed &&
	    (strlen(text_string(&text)) != text.length || !policy_edits_value_is_folded(text_string(&text))))
		r = -EBADMSG;
	text_clear(&text);
	return r;
}
