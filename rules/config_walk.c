#include "rules/config_walk.h"

#include "rules/config_file.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ALLOWED_MAX 512 /* octets of the names that a problem lists */
#define SHOWN_MAX   64	/* octets of a word that a problem repeats */

enum token_kind { TOKEN_END = 0, TOKEN_WORD, TOKEN_EQUALS, TOKEN_OPEN, TOKEN_CLOSE, TOKEN_COMMA, TOKEN_OTHER };

struct token {
	enum token_kind kind;
	int line;
	size_t start; /* in the text, quotes included */
	const char *word;
	int length; /* of the word, without quotes, or of the sign */
};

struct walk {
	const char *file;
	struct problem_list *problems;
	char *text;
	size_t at;
	int line;
	int error;
};

/* What a section has said so far. */
struct seen {
	const cfg_opt_t *option;
	const char *title;
	int title_length;
	int line;
};

struct seen_list {
	struct seen *items;
	size_t count;
};

/* Where a word ends that is not quoted: libconfuse's scanner, in one set. */
static const char delimiters[] = " #\"'\t\r\n={}()+,*";

static void skip_blanks(struct walk *walk)
{
	for (;; walk->at++) {
		char c = walk->text[walk->at];
		if (c == '\n')
			walk->line++;
		else if (c != ' ' && c != '\t')
			return;
	}
}

/* config_text_new() has seen to it that the quote is closed. */
static size_t quoted_end(const char *text, size_t at)
{
	char quote = text[at++];

	while (text[at] != quote && text[at] != '\0')
		at += text[at] == '\\' && (text[at + 1] == '\\' || text[at + 1] == quote) ? 2 : 1;
	return at;
}

static enum token_kind kind_of(char c)
{
	switch (c) {
	case '\0':
		return TOKEN_END;
	case '=':
		return TOKEN_EQUALS;
	case '{':
		return TOKEN_OPEN;
	case '}':
		return TOKEN_CLOSE;
	case ',':
		return TOKEN_COMMA;
	default:
		return strchr(delimiters, c) != NULL ? TOKEN_OTHER : TOKEN_WORD;
	}
}

static struct token take(struct walk *walk)
{
	skip_blanks(walk);
	const char *at = walk->text + walk->at;
	struct token token = {.start = walk->at, .line = walk->line, .word = at, .length = 1};

	if (*at == '"' || *at == '\'') {
		token.kind = TOKEN_WORD;
		token.word = at + 1;
		token.length = (int)(quoted_end(walk->text, walk->at) - walk->at) - 1;
		walk->at += (size_t)token.length + 2;
		return token;
	}
	token.kind = kind_of(*at);
	if (token.kind == TOKEN_WORD)
		token.length = (int)strcspn(at, delimiters);
	else if (token.kind == TOKEN_END)
		token.length = 0;
	walk->at += (size_t)token.length;
	return token;
}

static struct token peek(const struct walk *walk)
{
	struct walk copy = *walk;

	return take(&copy);
}

/* Problems may end in a log, and an address there would be somebody's. */
static void complain(struct walk *walk, const struct token *token, const char *what)
{
	int length = token->length < SHOWN_MAX ? token->length : SHOWN_MAX;
	bool is_address = memchr(token->word, '@', (size_t)token->length) != NULL;

	problem_error(walk->problems, walk->file, token->line, "%.*s: %s", is_address ? 3 : length,
	    is_address ? "..." : token->word, what);
}

static void blank_from(struct walk *walk, size_t start)
{
	for (size_t i = start; i < walk->at; i++)
		if (walk->text[i] != '\n')
			walk->text[i] = ' ';
}

static void not_closed(struct walk *walk, const struct token *opened)
{
	complain(walk, opened, "not closed: a } is missing");
	walk->error = -EINVAL;
}

/* To the brace that closes the one just taken. */
static void skip_braces(struct walk *walk, const struct token *opened)
{
	for (int depth = 1; depth > 0;) {
		struct token token = take(walk);
		if (token.kind == TOKEN_END) {
			not_closed(walk, opened);
			return;
		}
		depth += token.kind == TOKEN_OPEN ? 1 : token.kind == TOKEN_CLOSE ? -1 : 0;
	}
}

/* Over what seems to belong to a statement that cannot be read, so that the next one is read in its place. */
static void skip_statement(struct walk *walk, const struct token *name)
{
	struct token next = peek(walk);

	while ((next.kind == TOKEN_WORD || next.kind == TOKEN_OTHER) && next.line == name->line) {
		take(walk);
		next = peek(walk);
	}
	if (next.kind == TOKEN_EQUALS) {
		take(walk);
		next = peek(walk);
		if (next.kind == TOKEN_WORD && next.line == name->line)
			take(walk);
	}
	if (next.kind == TOKEN_OPEN) {
		take(walk);
		skip_braces(walk, name);
	}
}

/* Says what the statement should look like, and leaves it out. */
static void reject(struct walk *walk, const struct token *name, const char *what)
{
	complain(walk, name, what);
	walk->at = name->start;
	walk->line = name->line;
	take(walk);
	skip_statement(walk, name);
	blank_from(walk, name->start);
}

static const cfg_opt_t *option_find(const cfg_opt_t *options, const struct token *name)
{
	for (; options->name != NULL; options++)
		if (strlen(options->name) == (size_t)name->length &&
		    memcmp(options->name, name->word, (size_t)name->length) == 0)
			return options->name[0] != '{' ? options : NULL;
	return NULL;
}

static void reject_unknown(struct walk *walk, const cfg_opt_t *options, const struct token *name)
{
	char what[ALLOWED_MAX + SHOWN_MAX];
	size_t used = (size_t)snprintf(what, sizeof(what), "not known here; allowed:");
	const char *separator = " ";

	for (; options->name != NULL && used < ALLOWED_MAX; options++) {
		if (options->name[0] == '{' || (options->flags & CONFIG_UNLISTED) != 0)
			continue;
		used += (size_t)snprintf(what + used, sizeof(what) - used, "%s%s", separator, options->name);
		separator = ", ";
	}
	reject(walk, name, what);
}

static bool is_list(const cfg_opt_t *option)
{
	return (option->flags & CFGF_LIST) != 0;
}

static bool is_titled(const cfg_opt_t *option)
{
	return (option->flags & CFGF_TITLE) != 0;
}

/* "{ WORD, WORD }", the first brace taken; a comma before the last brace is libconfuse's, too. */
static bool walk_list(struct walk *walk)
{
	for (;;) {
		struct token token = take(walk);
		if (token.kind == TOKEN_CLOSE)
			return true;
		if (token.kind != TOKEN_WORD)
			return false;
		token = take(walk);
		if (token.kind == TOKEN_CLOSE)
			return true;
		if (token.kind != TOKEN_COMMA)
			return false;
	}
}

static bool walk_value(struct walk *walk, const cfg_opt_t *option)
{
	if (take(walk).kind != TOKEN_EQUALS)
		return false;
	struct token token = take(walk);
	if (is_list(option) && token.kind == TOKEN_OPEN)
		return walk_list(walk);
	/* "mode =" and on the next line "contact = ..." */
	return token.kind == TOKEN_WORD && peek(walk).kind != TOKEN_EQUALS;
}

static bool is_same(const struct seen *a, const struct seen *b)
{
	return a->option == b->option && a->title_length == b->title_length &&
	       (a->title_length == 0 || memcmp(a->title, b->title, (size_t)a->title_length) == 0);
}

/* Whether the section has said this before; if not, it now has. */
static bool is_repeated(struct walk *walk, struct seen_list *seen, const struct seen *new)
{
	for (size_t i = 0; i < seen->count; i++)
		if (is_same(&seen->items[i], new)) {
			problem_error(walk->problems, walk->file, new->line, "%s: given twice, first on line %d",
			    new->option->name, seen->items[i].line);
			return true;
		}
	struct seen *grown = realloc(seen->items, (seen->count + 1) * sizeof(*grown));
	if (grown == NULL) {
		walk->error = -ENOMEM;
		return false;
	}
	seen->items = grown;
	seen->items[seen->count++] = *new;
	return false;
}

static void walk_section(struct walk *walk, const cfg_opt_t *options, const struct token *opened);

/* The section's head; its title, if it is to have one, goes to *seen. */
static bool walk_head(struct walk *walk, const cfg_opt_t *option, struct seen *seen)
{
	struct token token = take(walk);

	if (is_titled(option)) {
		if (token.kind != TOKEN_WORD)
			return false;
		/* Of sections of which there may be one only, any two are the same. */
		if ((option->flags & CFGF_MULTI) != 0) {
			seen->title = token.word;
			seen->title_length = token.length;
		}
		token = take(walk);
	}
	return token.kind == TOKEN_OPEN;
}

static void walk_statement(
    struct walk *walk, const cfg_opt_t *options, struct seen_list *seen, const struct token *name)
{
	const cfg_opt_t *option = option_find(options, name);
	struct seen new = {.option = option, .line = name->line};

	if (option == NULL) {
		reject_unknown(walk, options, name);
		return;
	}
	if (option->type == CFGT_SEC) {
		if (!walk_head(walk, option, &new)) {
			reject(walk, name,
			    is_titled(option) ? "a section with a name: \"NAME\" { ... }" : "a section: { ... }");
			return;
		}
		walk_section(walk, option->subopts, name);
	} else if (!walk_value(walk, option)) {
		reject(walk, name, is_list(option) ? "a list: = { VALUE, VALUE }" : "one value: = VALUE");
		return;
	}
	if (walk->error == 0 && is_repeated(walk, seen, &new))
		blank_from(walk, name->start);
}

/* To the section's closing brace, or to the end of the file where nothing was opened. */
static void walk_section(struct walk *walk, const cfg_opt_t *options, const struct token *opened)
{
	struct seen_list seen = {0};

	while (walk->error == 0) {
		struct token token = take(walk);
		if (token.kind == TOKEN_END && opened != NULL)
			not_closed(walk, opened);
		if (token.kind == TOKEN_END || (token.kind == TOKEN_CLOSE && opened != NULL))
			break;
		if (token.kind == TOKEN_WORD) {
			walk_statement(walk, options, &seen, &token);
			continue;
		}
		complain(walk, &token, "the name of an option or section is expected here");
		blank_from(walk, token.start);
	}
	free(seen.items);
}

int config_walk(const char *file, char *text, const cfg_opt_t *options, struct problem_list *problems)
{
	struct walk walk = {.file = file, .problems = problems, .text = text, .line = 1};

	walk_section(&walk, options, NULL);
	return walk.error;
}
