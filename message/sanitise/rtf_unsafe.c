#include "message/sanitise/rtf_unsafe.h"

#include "message/form/limits.h"
#include "message/form/rtf_lexer.h"
#include "message/sanitise/field_code.h"
#include "message/sanitise/limits.h"
#include "message/text.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

#define OBJECT UNSAFE_BIT(UNSAFE_RTF_OBJECT)

/* A group whose text matters: a field's instruction, or where a template is. */
struct capture {
	struct text text;
	size_t depth; /* of the group */
	size_t muted; /* the depth of a result within it, which is no instruction; 0: none */
	bool is_template;
};

struct reader {
	struct rtf_lexer lexer;
	struct capture captures[LIMIT_FIELD_DEPTH];
	size_t count;
	size_t depth;
	unsigned fallbacks; /* characters behind a \u for readers without it */
	unsigned to_skip;
	unsigned found;
	int error;
};

static struct capture *top(struct reader *reader)
{
	return reader->count > 0 ? &reader->captures[reader->count - 1] : NULL;
}

static void append(struct reader *reader, char octet)
{
	struct capture *capture = top(reader);

	if (capture == NULL || capture->muted != 0)
		return;
	if (capture->text.length >= LIMIT_FIELD_CODE)
		reader->error = -EFBIG;
	else
		text_append_octet(&capture->text, octet == '\0' ? ' ' : octet);
	if (capture->text.error < 0)
		reader->error = capture->text.error;
}

static void begin(struct reader *reader, bool is_template)
{
	if (!is_template)
		append(reader, FIELD_CODE_NESTED);
	if (reader->count == LIMIT_FIELD_DEPTH) {
		reader->error = -EFBIG;
		return;
	}
	reader->captures[reader->count++] = (struct capture){.depth = reader->depth, .is_template = is_template};
}

/* On a server, or anywhere but on a drive: "C:\..." has its colon behind one letter. */
static bool is_elsewhere(const char *template)
{
	template += strspn(template, " ");
	const char *colon = strchr(template, ':');
	return strncmp(template, "\\\\", 2) == 0 || strncmp(template, "//", 2) == 0 ||
	       (colon != NULL && colon - template > 1);
}

static void end(struct reader *reader)
{
	struct capture *capture = &reader->captures[--reader->count];
	const char *text = text_string(&capture->text);

	if (capture->is_template ? is_elsewhere(text) : field_code_classes(text) != 0)
		reader->found |= OBJECT;
	text_clear(&capture->text);
}

static bool is_object(const char *word)
{
	static const char *const words[] = {"object", "objdata", "objemb", "objlink", "objautlink", "objsub", "objpub",
	    "objicemb", "objhtml", "objocx", "objupdate", "objclass", "objname", "objalias", "objsect", "dde",
	    "ddeauto", "subdocument", "mmconnectstr", "mmdatasource"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcasecmp(words[i], word) == 0)
			return true;
	return false;
}

static void take_unicode(struct reader *reader, int number)
{
	append(reader, number > 0 && number < 0x80 ? (char)number : '?');
	reader->to_skip = reader->fallbacks;
}

static void take_word(struct reader *reader, const struct rtf_token *token)
{
	const char *word = token->word;

	if (is_object(word)) {
		reader->found |= OBJECT;
	} else if (strcmp(word, "fldinst") == 0) {
		begin(reader, false);
	} else if (strcmp(word, "template") == 0) {
		begin(reader, true);
	} else if (strcmp(word, "fldrslt") == 0) {
		if (top(reader) != NULL && top(reader)->muted == 0)
			top(reader)->muted = reader->depth;
	} else if (strcmp(word, "u") == 0) {
		take_unicode(reader, token->number);
	} else if (strcmp(word, "uc") == 0) {
		reader->fallbacks = token->number > 0 ? (unsigned)token->number : 0;
	} else if (strcmp(word, "bin") == 0 && token->number > 0) {
		/* What is skipped there by one program is read by another. */
		reader->lexer.at -= token->number;
	} else if (strcmp(word, "par") == 0 || strcmp(word, "line") == 0 || strcmp(word, "tab") == 0) {
		append(reader, ' ');
	}
}

static void close_group(struct reader *reader)
{
	struct capture *capture = top(reader);

	if (capture != NULL && capture->muted != 0 && reader->depth <= capture->muted)
		capture->muted = 0;
	if (capture != NULL && reader->depth <= capture->depth)
		end(reader);
	if (reader->depth > 0)
		reader->depth--;
}

static void take(struct reader *reader, const struct rtf_token *token)
{
	switch (token->kind) {
	case RTF_OPEN:
		reader->depth++;
		reader->to_skip = 0;
		break;
	case RTF_CLOSE:
		close_group(reader);
		reader->to_skip = 0;
		break;
	case RTF_WORD:
		take_word(reader, token);
		break;
	case RTF_OCTET:
		if (reader->to_skip > 0)
			reader->to_skip--;
		else
			append(reader, (char)token->number);
		break;
	case RTF_SYMBOL:
		append(reader, token->number == '~' ? ' ' : (char)token->number);
		break;
	case RTF_BROKEN: /* others go on behind it, and so does this */
	case RTF_END:
		break;
	}
}

static int read_all(struct reader *reader)
{
	struct rtf_token token;

	do {
		rtf_lexer_next(&reader->lexer, &token);
		take(reader, &token);
	} while (token.kind != RTF_END && reader->error == 0);
	while (reader->count > 0)
		end(reader);
	return reader->error;
}

int rtf_unsafe(const char *octets, size_t size, unsigned strip, struct cleaning *ret_cleaning)
{
	struct reader reader = {.fallbacks = 1};
	struct cleaning cleaning;

	cleaning_init(&cleaning);
	rtf_lexer_init(&reader.lexer, octets, size);
	int r = size > LIMIT_DOCUMENT_OCTETS ? -EFBIG : read_all(&reader);
	if (r < 0 && r != -EFBIG)
		return r;
	cleaning.found = reader.found;
	if (r == 0)
		cleaning.state = (reader.found & strip) != 0 ? CLEANING_IMPOSSIBLE : CLEANING_UNCHANGED;
	else
		cleaning.state = CLEANING_LIMIT;
	*ret_cleaning = cleaning;
	return 0;
}
