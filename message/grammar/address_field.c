#include "message/grammar/address_field.h"

#include "message/grammar/mime_token.h"
#include "message/grammar/name_words.h"

#include <string.h>
#include <strings.h>

/* RFC 5322 section 3.2.3, with what RFC 6532 adds; the field block has seen that it is UTF-8. */
static bool is_atext(char c)
{
	return (unsigned char)c > ' ' && c != 0x7f && memchr("()<>[]:;@\\,.\"", c, 13) == NULL;
}

/* Without percent signs and the like: they are addresses of other networks, if anything. */
static bool is_label_octet(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_' ||
	       (unsigned char)c >= 0x80;
}

static bool take_octets(struct mime_reader *reader, bool (*is_octet)(char c))
{
	const char *from = reader->at;

	while (reader->at < reader->end && is_octet(*reader->at))
		reader->at++;
	return reader->at > from;
}

/* RFC 5322 section 3.2.4, with whole encoded words in it. */
static bool skip_quoted(struct mime_reader *reader)
{
	struct text text = {0};
	bool is_quoted = mime_take_quoted(reader, &text) && name_words_are_whole(text_string(&text), text.length);

	text_clear(&text);
	return is_quoted;
}

/* A word, and more behind full stops. */
static bool take_dotted(struct mime_reader *reader, bool (*is_octet)(char c))
{
	do {
		if (!take_octets(reader, is_octet))
			return false;
	} while (mime_take(reader, '.'));
	return true;
}

static bool is_literal_octet(char c)
{
	return c > ' ' && c <= '~' && c != '[' && c != ']' && c != '\\';
}

/* RFC 5322 section 3.4.1; a full stop at the end is the root of the DNS. */
static bool take_domain(struct mime_reader *reader)
{
	if (mime_take(reader, '['))
		return take_octets(reader, is_literal_octet) && mime_take(reader, ']');
	for (;;) {
		if (!take_octets(reader, is_label_octet))
			return false;
		if (!mime_take(reader, '.') || reader->at == reader->end || !is_label_octet(*reader->at))
			return true;
	}
}

static bool take_address(struct mime_reader *reader)
{
	const char *from = reader->at;
	bool has_local =
	    reader->at < reader->end && *reader->at == '"' ? skip_quoted(reader) : take_dotted(reader, is_atext);

	/* Python decodes encoded words there, too. */
	return has_local && !name_words_occur(from, (size_t)(reader->at - from)) && mime_take(reader, '@') &&
	       take_domain(reader);
}

/* What somebody who does not know comments would read on its own. */
static bool is_comment_octet(char c)
{
	return (unsigned char)c >= ' ' && memchr("()<>@,;:\\\"", c, 10) == NULL;
}

/* A comment behind a bare address: how names were written before they had a place of their own; or behind a name. */
static bool take_comment(struct mime_reader *reader)
{
	const char *from = reader->at;

	return mime_take(reader, '(') && take_octets(reader, is_comment_octet) &&
	       name_words_are_whole(from + 1, (size_t)(reader->at - from - 1)) && mime_take(reader, ')');
}

static bool is_phrase_octet(char c)
{
	return is_atext(c) || c == '.';
}

/* An encoded word, or a word that has none. */
static bool take_phrase_word(struct mime_reader *reader)
{
	const char *from = reader->at;

	if (!take_octets(reader, is_phrase_octet))
		return false;
	/* Python fails over a full stop with a bracket behind it. */
	if (reader->at[-1] == '.' && reader->at < reader->end && *reader->at == '<')
		return false;
	return name_words_are_whole(from, (size_t)(reader->at - from));
}

static bool is_blank_next(const struct mime_reader *reader)
{
	return reader->at < reader->end && header_is_folding_space(*reader->at);
}

/* RFC 5322 section 3.2.5, with full stops in its words ("John Q. Public"); blanks between the words. */
static bool take_phrase(struct mime_reader *reader)
{
	if (reader->at < reader->end && *reader->at == '.')
		return false;
	for (;;) {
		bool has_word =
		    reader->at < reader->end && *reader->at == '"' ? skip_quoted(reader) : take_phrase_word(reader);
		if (!has_word)
			return false;
		bool is_apart = is_blank_next(reader);
		mime_skip_blanks(reader);
		if (reader->at == reader->end || strchr("<:,;@", *reader->at) != NULL)
			return true;
		if (is_apart && *reader->at == '(')
			return true;
		if (!is_apart)
			return false;
	}
}

static bool take_bracketed(struct mime_reader *reader)
{
	return mime_take(reader, '<') && take_address(reader) && mime_take(reader, '>');
}

/* An address, and a comment. */
static bool take_bare(struct mime_reader *reader)
{
	if (!take_address(reader))
		return false;
	mime_skip_blanks(reader);
	return reader->at == reader->end || *reader->at != '(' || take_comment(reader);
}

/* "a@b.example <a@b.example>": whichever is taken for the address is the same. */
static bool take_twice(struct mime_reader *reader)
{
	const char *name = reader->at;

	if (name == reader->end)
		return false;
	/* Python fails over a full stop at its end. */
	if (*name == '"' || !take_address(reader) || reader->at[-1] == '.' || reader->at[-1] == ']' ||
	    !is_blank_next(reader))
		return false;
	size_t length = (size_t)(reader->at - name);
	mime_skip_blanks(reader);
	const char *address = reader->at + 1;
	return take_bracketed(reader) && (size_t)(reader->at - 1 - address) == length &&
	       strncasecmp(name, address, length) == 0;
}

/* A name, a comment behind it ("Smith Jo (Schools)") or not, and brackets. */
static bool take_named(struct mime_reader *reader)
{
	if (!take_phrase(reader))
		return false;
	if (reader->at < reader->end && *reader->at == '(') {
		if (!take_comment(reader))
			return false;
		mime_skip_blanks(reader);
	}
	return take_bracketed(reader);
}

/* RFC 5322 section 3.4: with a name and brackets, or bare. */
static bool take_mailbox(struct mime_reader *reader)
{
	static bool (*const forms[])(struct mime_reader * reader) = {take_twice, take_bare, take_bracketed};

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		struct mime_reader attempt = *reader;
		if (forms[i](&attempt)) {
			*reader = attempt;
			return true;
		}
	}
	return take_named(reader);
}

static bool take_mailboxes(struct mime_reader *reader)
{
	do {
		mime_skip_blanks(reader);
		if (!take_mailbox(reader))
			return false;
		mime_skip_blanks(reader);
	} while (mime_take(reader, ','));
	return true;
}

/* RFC 5322 section 3.4: "name: mailboxes;", often empty. Python fails over full stops in the name. */
static bool take_group(struct mime_reader *reader)
{
	const char *from = reader->at;

	if (!take_phrase(reader) || memchr(from, '.', (size_t)(reader->at - from)) != NULL || !mime_take(reader, ':'))
		return false;
	mime_skip_blanks(reader);
	return mime_take(reader, ';') || (take_mailboxes(reader) && mime_take(reader, ';'));
}

static bool take_mailbox_or_group(struct mime_reader *reader)
{
	struct mime_reader group = *reader;

	if (!take_group(&group))
		return take_mailbox(reader);
	*reader = group;
	return true;
}

/* Commas that part two members, with nothing or blanks between them; false where there is none. */
static bool skip_commas(struct mime_reader *reader)
{
	if (!mime_take(reader, ','))
		return false;
	do
		mime_skip_blanks(reader);
	while (mime_take(reader, ','));
	return true;
}

/* How many there are at most: RFC 5322 section 3.6.2 for Sender. Behind the last one a comma may stand. */
static int check_list(struct mime_reader *reader, bool is_single)
{
	mime_skip_blanks(reader);
	if (reader->at == reader->end)
		return 0;
	if (!is_single)
		skip_commas(reader);
	for (;;) {
		if (!(is_single ? take_mailbox(reader) : take_mailbox_or_group(reader)))
			return mime_refuse(reader, RULE_ADDRESS_SYNTAX);
		mime_skip_blanks(reader);
		if (reader->at == reader->end)
			return 0;
		if (is_single || !skip_commas(reader))
			return mime_refuse(reader, RULE_ADDRESS_SYNTAX);
		if (reader->at == reader->end)
			return 0;
	}
}

int address_fields_check(const struct field_block *block, struct grammar_fault *fault)
{
	static const enum known_field fields[] = {
	    KNOWN_FROM, KNOWN_SENDER, KNOWN_REPLY_TO, KNOWN_TO, KNOWN_CC, KNOWN_BCC};
	int r = 0;

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]) && r == 0; i++) {
		const struct header_field *field = &block->known[fields[i]];
		struct mime_reader reader;
		if (field->value == NULL)
			continue;
		mime_reader_init(&reader, field, block->offsets[fields[i]], fault);
		r = check_list(&reader, fields[i] == KNOWN_SENDER);
	}
	return r;
}
