/* Guidance files: read into sections, and everything about them checked. */
#include "rules/grow.h"
#include "rules/guidance_text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ALLOWED_MAX 1024 /* octets of the words that a problem lists */
#define SHOWN_MAX   64	 /* octets of a word that a problem repeats */

struct parser {
	const char *path;
	struct problem_list *problems;
	struct guidance *guidance;
	struct guidance_section *section; /* where lines go; NULL: nowhere yet, or a section that is left out */
	bool has_section;		  /* a header was seen */
	bool is_broken;
	int error;
	int number; /* of the line */
};

static void complain(struct parser *parser, int number, const char *what, const char *detail)
{
	problem_error(parser->problems, parser->path, number, "%s%s", what, detail);
	parser->is_broken = true;
}

static bool is_section_reason(enum reason reason)
{
	return reason_allowed_words(reason)[0] != '\0';
}

static void unknown_section(struct parser *parser)
{
	char allowed[ALLOWED_MAX];
	size_t used = (size_t)snprintf(allowed, sizeof(allowed), "[reply]");

	for (enum reason i = 0; i < REASON_COUNT && used < sizeof(allowed); i++)
		if (is_section_reason(i))
			used += (size_t)snprintf(allowed + used, sizeof(allowed) - used, ", [%s]", reason_word(i));
	if (used < sizeof(allowed))
		snprintf(allowed + used, sizeof(allowed) - used, ", [removed], [removed/welsh]");
	complain(parser, parser->number, "not a section; allowed: ", allowed);
}

/* A bomb is content-uninspectable. */
static bool is_section_class(enum reason reason, enum unsafe_class class)
{
	return reason_is_of_classes(reason) && class != UNSAFE_BOMB;
}

/* "[content-ambiguous/odd]": what may stand behind the reason. */
static void unknown_trouble(struct parser *parser, enum reason reason)
{
	char allowed[ALLOWED_MAX];
	size_t used = 0;

	if (!reason_has_trouble(reason)) {
		problem_error(parser->problems, parser->path, parser->number, "there are no kinds of %s: [%s]",
		    reason_word(reason), reason_word(reason));
		parser->is_broken = true;
		return;
	}
	for (enum trouble i = TROUBLE_NONE + 1; i < TROUBLE_COUNT && used < sizeof(allowed); i++)
		if (trouble_fits(i, reason))
			used += (size_t)snprintf(allowed + used, sizeof(allowed) - used, "%s[%s/%s]",
			    used > 0 ? ", " : "", reason_word(reason), trouble_word(i));
	for (enum unsafe_class i = 0; i < UNSAFE_CLASS_COUNT && used < sizeof(allowed); i++)
		if (is_section_class(reason, i))
			used += (size_t)snprintf(
			    allowed + used, sizeof(allowed) - used, ", [%s/%s]", reason_word(reason), unsafe_word(i));
	complain(parser, parser->number, "not a section; allowed: ", allowed);
}

/* What stands behind the slash; NULL when there is no such. */
static struct guidance_section *kind_find(struct guidance *guidance, enum reason reason, const char *word)
{
	enum trouble trouble;
	enum unsafe_class class;

	if (trouble_parse(word, &trouble) == 0 && trouble_fits(trouble, reason))
		return &guidance->troubles[trouble];
	if (unsafe_parse(word, &class) == 0 && is_section_class(reason, class))
		return &guidance->classes[class];
	return NULL;
}

/* "content-ambiguous/structure", changed in place; NULL, and said, when there is no such. */
static struct guidance_section *trouble_find(struct parser *parser, char *word, char *slash)
{
	struct guidance_section *section = NULL;
	enum reason reason;

	*slash = '\0';
	bool is_reason = reason_parse(word, &reason) == 0 && is_section_reason(reason);
	*slash = '/';
	if (!is_reason) {
		unknown_section(parser);
		return NULL;
	}
	section = kind_find(parser->guidance, reason, slash + 1);
	if (section == NULL)
		unknown_trouble(parser, reason);
	return section;
}

/* NULL, and said, when there is no such section. */
static struct guidance_section *section_find(struct parser *parser, char *word)
{
	char *slash = strchr(word, '/');
	enum reason reason;

	if (strcmp(word, "removed") == 0)
		return &parser->guidance->removed[NOTICE_ENGLISH];
	if (strcmp(word, "removed/welsh") == 0)
		return &parser->guidance->removed[NOTICE_WELSH];
	if (slash != NULL)
		return trouble_find(parser, word, slash);
	if (strcmp(word, "reply") == 0)
		return &parser->guidance->reply;
	if (reason_parse(word, &reason) == 0 && is_section_reason(reason))
		return &parser->guidance->items[reason];
	unknown_section(parser);
	return NULL;
}

/* "[copy-missing]", changed in place. */
static void read_header(struct parser *parser, char *line)
{
	size_t length = strlen(line);

	parser->has_section = true;
	parser->section = NULL;
	if (line[length - 1] != ']') {
		complain(
		    parser, parser->number, "a line that begins with [ is the name of a section and ends with ]", "");
		return;
	}
	line[length - 1] = '\0';
	struct guidance_section *section = section_find(parser, line + 1);
	if (section == NULL)
		return;
	if (section->number > 0) {
		problem_error(parser->problems, parser->path, parser->number, "[%s]: given twice, first on line %d",
		    line + 1, section->number);
		parser->is_broken = true;
	} else {
		section->number = parser->number;
		parser->section = section;
	}
}

static void add_line(struct parser *parser, const char *text)
{
	struct guidance_section *section = parser->section;
	struct guidance_line line = {.text = strdup(text), .number = parser->number};
	struct guidance_line *grown = grow_by_one(section->lines, section->count, sizeof(*grown));

	if (grown != NULL)
		section->lines = grown;
	if (grown == NULL || line.text == NULL) {
		free(line.text);
		parser->error = -ENOMEM;
		return;
	}
	section->lines[section->count++] = line;
}

static bool is_printable(const char *line)
{
	for (; *line != '\0'; line++)
		if (*line < ' ' || *line > '~')
			return false;
	return true;
}

/* One line without its end, changed in place. */
static void read_line(struct parser *parser, char *line)
{
	size_t length = strlen(line);

	while (length > 0 && (line[length - 1] == ' ' || line[length - 1] == '\r'))
		line[--length] = '\0';
	if (!is_printable(line))
		complain(
		    parser, parser->number, "only printable ASCII can be sent: no accents, no tabs, plain quotes", "");
	else if (line[0] == '#')
		return;
	else if (line[0] == '[')
		read_header(parser, line);
	else if (parser->section != NULL)
		add_line(parser, line);
	else if (line[0] != '\0' && !parser->has_section)
		complain(parser, parser->number, "text before the first section: [reply] is missing above it", "");
}

static int read_lines(struct parser *parser, const struct bundle_file *file)
{
	char *text = malloc(file->size + 1);

	if (text == NULL)
		return -ENOMEM;
	memcpy(text, file->bytes, file->size);
	text[file->size] = '\0';
	for (char *line = text; line < text + file->size && parser->error == 0;) {
		char *end = memchr(line, '\n', (size_t)(text + file->size - line));
		if (end == NULL)
			end = text + file->size;
		*end = '\0';
		parser->number++;
		if (strlen(line) != (size_t)(end - line))
			complain(parser, parser->number, "control characters are not allowed", "");
		else
			read_line(parser, line);
		line = end + 1;
	}
	free(text);
	return parser->error;
}

/* Empty lines around a section are there for whoever reads the file. */
static void trim(struct guidance_section *section)
{
	size_t empty = 0;

	while (section->count > 0 && section->lines[section->count - 1].text[0] == '\0')
		free(section->lines[--section->count].text);
	while (empty < section->count && section->lines[empty].text[0] == '\0')
		free(section->lines[empty++].text);
	if (empty == 0)
		return;
	section->count -= empty;
	memmove(section->lines, section->lines + empty, section->count * sizeof(*section->lines));
}

static void unknown_placeholder(
    struct parser *parser, const struct guidance_line *line, const struct guidance_piece *piece, int reason)
{
	char allowed[ALLOWED_MAX];
	int length = (int)(piece->length < SHOWN_MAX ? piece->length : SHOWN_MAX);

	if (reason < 0)
		guidance_reply_placeholders(allowed, sizeof(allowed));
	else
		guidance_item_placeholders((enum reason)reason, allowed, sizeof(allowed));
	problem_error(parser->problems, parser->path, line->number, "%.*s: not a placeholder of [%s]; allowed: %s",
	    length, piece->text, reason < 0 ? "reply" : reason_word((enum reason)reason), allowed);
	parser->is_broken = true;
}

/* A line of the reply (reason -1) or of an item: its placeholders, and its length when each has its longest value. */
static void check_line(struct parser *parser, const struct guidance_line *line, int reason)
{
	const char *at = line->text;
	struct guidance_piece piece;
	size_t length = 0;

	while (guidance_piece_next(&at, &piece)) {
		const struct guidance_placeholder *placeholder =
		    reason < 0 ? guidance_reply_placeholder(&piece)
			       : guidance_item_placeholder(&piece, (enum reason)reason);
		if (!piece.is_placeholder && memchr(piece.text, '{', piece.length) != NULL)
			complain(parser, line->number, "{: a placeholder is not closed by }", "");
		else if (piece.is_placeholder && placeholder == NULL)
			unknown_placeholder(parser, line, &piece, reason);
		length += placeholder != NULL ? placeholder->longest : guidance_wire_length(piece.text, piece.length);
	}
	if (length > GUIDANCE_LINE_MAX) {
		problem_error(parser->problems, parser->path, line->number,
		    "up to %zu octets with the longest values; allowed: %d", length, GUIDANCE_LINE_MAX);
		parser->is_broken = true;
	}
}

static void check_reply(struct parser *parser)
{
	const struct guidance_section *reply = &parser->guidance->reply;
	int items = 0;

	if (reply->number == 0) {
		complain(parser, 0, "[reply] is missing", "");
		return;
	}
	for (size_t i = 0; i < reply->count; i++) {
		const struct guidance_line *line = &reply->lines[i];
		if (strcmp(line->text, GUIDANCE_ITEMS) == 0) {
			if (items > 0)
				problem_error(parser->problems, parser->path, line->number,
				    GUIDANCE_ITEMS ": given twice, first on line %d", items);
			parser->is_broken |= items > 0;
			items = items > 0 ? items : line->number;
		} else if (strstr(line->text, GUIDANCE_ITEMS) != NULL) {
			complain(parser, line->number, GUIDANCE_ITEMS ": stands on a line of its own", "");
			items = items > 0 ? items : line->number;
		} else {
			check_line(parser, line, -1);
		}
	}
	if (items == 0)
		complain(parser, reply->number, "[reply]: a line with " GUIDANCE_ITEMS " is missing", "");
}

static void check_item(struct parser *parser, const struct guidance_section *section, enum reason reason)
{
	if (section->number > 0 && section->count == 0)
		complain(parser, section->number, "an empty section: say what the sender should do", "");
	for (size_t i = 0; i < section->count; i++)
		check_line(parser, &section->lines[i], (int)reason);
}

static void check_items(struct parser *parser)
{
	const struct guidance *guidance = parser->guidance;

	for (enum reason reason = 0; reason < REASON_COUNT; reason++) {
		check_item(parser, &guidance->items[reason], reason);
		for (enum trouble trouble = TROUBLE_NONE + 1; trouble < TROUBLE_COUNT; trouble++)
			if (trouble_fits(trouble, reason))
				check_item(parser, &guidance->troubles[trouble], reason);
	}
	for (enum unsafe_class class = 0; class < UNSAFE_CLASS_COUNT; class ++)
		check_item(parser, &guidance->classes[class], REASON_CONTENT_UNSAFE);
}

/* Lines of the longest text that an item for the reason can have. */
static size_t item_lines(const struct guidance *guidance, enum reason reason)
{
	size_t most = guidance->items[reason].count;

	for (enum trouble trouble = TROUBLE_NONE + 1; trouble < TROUBLE_COUNT; trouble++)
		if (trouble_fits(trouble, reason) && guidance->troubles[trouble].count > most)
			most = guidance->troubles[trouble].count;
	for (enum unsafe_class class = 0; class < UNSAFE_CLASS_COUNT; class ++)
		if (reason_is_of_classes(reason) && guidance->classes[class].count > most)
			most = guidance->classes[class].count;
	return most;
}

/* Puts the length of an item among the longest that a reply could have. */
static void keep_longest(size_t longest[static GUIDANCE_ITEMS_MAX], size_t length)
{
	for (size_t i = 0; i < GUIDANCE_ITEMS_MAX; i++)
		if (length > longest[i]) {
			size_t shorter = longest[i];
			longest[i] = length;
			length = shorter;
		}
}

static void check_count(struct parser *parser)
{
	const struct guidance *guidance = parser->guidance;
	size_t longest[GUIDANCE_ITEMS_MAX] = {0}, lines = guidance->reply.count;

	for (enum reason reason = 0; reason < REASON_COUNT; reason++)
		for (int i = 0; i < (guidance_is_repeated(reason) ? GUIDANCE_ITEMS_MAX : 1); i++)
			keep_longest(longest, item_lines(guidance, reason));
	if (lines > 0)
		lines--; /* the line that the items replace */
	for (size_t i = 0; i < GUIDANCE_ITEMS_MAX; i++)
		lines += longest[i];
	if (lines > GUIDANCE_LINES_MAX) {
		problem_error(parser->problems, parser->path, guidance->reply.number,
		    "[reply]: up to %zu lines with the %d longest items; allowed: %d", lines, GUIDANCE_ITEMS_MAX,
		    GUIDANCE_LINES_MAX);
		parser->is_broken = true;
	}
}

/* The section's lines in one text, each with its end. */
static char *join(const struct guidance_section *section)
{
	size_t size = 1, used = 0;

	for (size_t i = 0; i < section->count; i++)
		size += strlen(section->lines[i].text) + 1;
	char *text = malloc(size);
	if (text == NULL)
		return NULL;
	text[0] = '\0';
	for (size_t i = 0; i < section->count; i++)
		used += (size_t)sprintf(text + used, "%s\n", section->lines[i].text);
	return text;
}

/* Says which line is at fault, where it is one. */
static void check_braces(struct parser *parser, const struct guidance_section *section, const char *name)
{
	for (size_t i = 0; i < section->count; i++) {
		const char *at = section->lines[i].text;
		while ((at = strpbrk(at, "{}")) != NULL) {
			bool is_kind = strncmp(at, NOTICE_KIND, strlen(NOTICE_KIND)) == 0;
			if (!is_kind && strncmp(at, NOTICE_CONTACT, strlen(NOTICE_CONTACT)) != 0) {
				complain(parser, section->lines[i].number, name,
				    ": a brace that is no placeholder; allowed: " NOTICE_KIND ", " NOTICE_CONTACT);
				return;
			}
			at += is_kind ? strlen(NOTICE_KIND) : strlen(NOTICE_CONTACT);
		}
	}
}

static void check_notice(
    struct parser *parser, const struct guidance_section *section, const char *name, const char *text)
{
	if (strlen(text) > NOTICE_TEMPLATE_MAX) {
		problem_error(parser->problems, parser->path, section->number, "%s: %zu octets; allowed: %d", name,
		    strlen(text), NOTICE_TEMPLATE_MAX);
		parser->is_broken = true;
	}
	if (strstr(text, NOTICE_KIND) == NULL)
		complain(parser, section->number, name, ": " NOTICE_KIND " is missing: what was taken out");
	if (strstr(text, NOTICE_CONTACT) == NULL)
		complain(parser, section->number, name, ": " NOTICE_CONTACT " is missing: whom to ask");
	check_braces(parser, section, name);
	/* Nothing that this said is fine may be refused when it is written. */
	if (!parser->is_broken && notice_check(text) < 0)
		complain(parser, section->number, name, ": this text cannot be written");
}

static void read_notice(struct parser *parser, enum notice_language language)
{
	static const char *const names[NOTICE_LANGUAGE_COUNT] = {
	    [NOTICE_ENGLISH] = "[removed]", [NOTICE_WELSH] = "[removed/welsh]"};
	struct guidance_section *section = &parser->guidance->removed[language];

	trim(section);
	if (section->number == 0)
		return;
	parser->guidance->notices[language] = join(section);
	if (parser->guidance->notices[language] == NULL)
		parser->error = -ENOMEM;
	else
		check_notice(parser, section, names[language], parser->guidance->notices[language]);
}

static void check(struct parser *parser)
{
	trim(&parser->guidance->reply);
	for (size_t i = 0; i < REASON_COUNT; i++)
		trim(&parser->guidance->items[i]);
	for (size_t i = 0; i < TROUBLE_COUNT; i++)
		trim(&parser->guidance->troubles[i]);
	for (size_t i = 0; i < UNSAFE_CLASS_COUNT; i++)
		trim(&parser->guidance->classes[i]);
	check_reply(parser);
	check_items(parser);
	for (enum notice_language i = 0; i < NOTICE_LANGUAGE_COUNT; i++)
		read_notice(parser, i);
	check_count(parser);
}

int guidance_parse(const struct bundle_file *file, struct problem_list *problems, struct guidance **ret_guidance)
{
	struct parser parser = {
	    .path = file->path, .problems = problems, .guidance = calloc(1, sizeof(struct guidance))};

	if (parser.guidance == NULL)
		return -ENOMEM;
	int r = read_lines(&parser, file);
	if (r == 0)
		check(&parser);
	if (r == 0)
		r = parser.error;
	if (r == 0 && parser.is_broken)
		r = -EINVAL;
	if (r < 0) {
		guidance_free(parser.guidance);
		return r;
	}
	*ret_guidance = parser.guidance;
	return 0;
}
