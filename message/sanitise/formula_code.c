#include "message/sanitise/formula_code.h"

#include "message/sanitise/link_target.h"
#include "rules/unsafe.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#define WORD_MOST 64

static const struct {
	const char *name;
	enum unsafe_class class;
} functions[] = {{"WEBSERVICE", UNSAFE_OFFICE_EXTERNAL}, {"IMAGE", UNSAFE_OFFICE_EXTERNAL},
    {"RTD", UNSAFE_OFFICE_EXTERNAL}, {"SQL.REQUEST", UNSAFE_OFFICE_EXTERNAL}, {"IMPORTDATA", UNSAFE_OFFICE_EXTERNAL},
    {"IMPORTXML", UNSAFE_OFFICE_EXTERNAL}, {"IMPORTHTML", UNSAFE_OFFICE_EXTERNAL},
    {"IMPORTFEED", UNSAFE_OFFICE_EXTERNAL}, {"IMPORTRANGE", UNSAFE_OFFICE_EXTERNAL},
    {"COPILOT", UNSAFE_OFFICE_EXTERNAL}, {"PY", UNSAFE_OFFICE_EXTERNAL}, {"STOCKHISTORY", UNSAFE_OFFICE_EXTERNAL},
    {"DDE", UNSAFE_FIELDS_DDE}, {"CALL", UNSAFE_OFFICE_MACROS}, {"REGISTER", UNSAFE_OFFICE_MACROS},
    {"REGISTER.ID", UNSAFE_OFFICE_MACROS}, {"UNREGISTER", UNSAFE_OFFICE_MACROS}, {"EXEC", UNSAFE_OFFICE_MACROS},
    {"EXECUTE", UNSAFE_OFFICE_MACROS}, {"EVALUATE", UNSAFE_OFFICE_MACROS}, {"RUN", UNSAFE_OFFICE_MACROS},
    {"FORMULA", UNSAFE_OFFICE_MACROS}, {"FORMULA.FILL", UNSAFE_OFFICE_MACROS}, {"FOPEN", UNSAFE_OFFICE_MACROS},
    {"FWRITE", UNSAFE_OFFICE_MACROS}, {"FWRITELN", UNSAFE_OFFICE_MACROS}, {"FREAD", UNSAFE_OFFICE_MACROS},
    {"FILES", UNSAFE_OFFICE_MACROS}, {"FILE.DELETE", UNSAFE_OFFICE_MACROS}, {"DIRECTORY", UNSAFE_OFFICE_MACROS},
    {"INITIATE", UNSAFE_OFFICE_MACROS}, {"POKE", UNSAFE_OFFICE_MACROS}, {"REQUEST", UNSAFE_OFFICE_MACROS},
    {"SEND.KEYS", UNSAFE_OFFICE_MACROS}, {"OPEN", UNSAFE_OFFICE_MACROS}, {"GET.WORKSPACE", UNSAFE_OFFICE_MACROS},
    {"GET.WORKBOOK", UNSAFE_OFFICE_MACROS}, {"GET.CELL", UNSAFE_OFFICE_MACROS}, {"GET.DOCUMENT", UNSAFE_OFFICE_MACROS},
    {"ON.TIME", UNSAFE_OFFICE_MACROS}, {"SET.NAME", UNSAFE_OFFICE_MACROS}, {"SET.VALUE", UNSAFE_OFFICE_MACROS},
    {"HALT", UNSAFE_OFFICE_MACROS}, {"ALERT", UNSAFE_OFFICE_MACROS}, {"GOTO", UNSAFE_OFFICE_MACROS},
    {"WORKBOOK.HIDE", UNSAFE_OFFICE_MACROS}, {"VBA.INSERT.FILE", UNSAFE_OFFICE_MACROS}};

static bool is_word_octet(char octet)
{
	return (octet >= 'a' && octet <= 'z') || (octet >= 'A' && octet <= 'Z') || (octet >= '0' && octet <= '9') ||
	       octet == '.' || octet == '_' || (octet & 0x80) != 0;
}

static const char *without_prefix(const char *word)
{
	static const char *const prefixes[] = {
	    "_xlfn.", "_xludf.", "_xlws.", "_xll.", "com.microsoft.", "com.sun.star.sheet.addin."};

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		if (strncasecmp(word, prefixes[i], strlen(prefixes[i])) == 0)
			return without_prefix(word + strlen(prefixes[i]));
	return word;
}

static unsigned function_classes(const char *word)
{
	word = without_prefix(word);
	for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++)
		if (strcasecmp(word, functions[i].name) == 0)
			return UNSAFE_BIT(functions[i].class);
	return 0;
}

/* A quoted text or sheet's name up to its end; a quote within is doubled. */
static const char *skip_quoted(const char *at, char quote)
{
	for (at++; *at != '\0'; at++) {
		if (*at != quote)
			continue;
		if (at[1] != quote)
			return at + 1;
		at++;
	}
	return at;
}

/* "Service: " before a cell is what it says. What two texts make together nobody knows. */
static bool has_address(const char *target)
{
	while (*target != '\0' && (unsigned char)*target <= ' ')
		target++;
	while (is_word_octet(*target) || *target == '+' || *target == '-')
		target++;
	return *target == ':' && strchr(" \"", target[1]) == NULL;
}

static unsigned text_classes(const char *text, size_t length)
{
	char target[WORD_MOST];

	length = length < sizeof(target) ? length : sizeof(target) - 1;
	memcpy(target, text, length);
	target[length] = '\0';
	bool is_share = strncmp(target, "\\\\", 2) == 0 || (strncmp(target, "//", 2) == 0 && is_word_octet(target[2]));
	bool is_active = strncasecmp(target, "file:", 5) == 0 || strncasecmp(target, "ms-", 3) == 0 ||
			 strncasecmp(target, "search-ms:", 10) == 0 || link_target_is_active(target);
	return is_share || (is_active && has_address(target)) ? UNSAFE_BIT(UNSAFE_OFFICE_EXTERNAL) : 0;
}

/* 'C:\[Book.xlsx]Sheet'!A1, 'file:///x'#$Sheet.A1, 'program|topic'!item */
static unsigned quoted_name_classes(const char *name, size_t length)
{
	if (memchr(name, '|', length) != NULL)
		return UNSAFE_BIT(UNSAFE_FIELDS_DDE);
	if (memchr(name, '[', length) != NULL || memchr(name, '\\', length) != NULL ||
	    memmem(name, length, "://", 3) != NULL)
		return UNSAFE_BIT(UNSAFE_OFFICE_EXTERNAL);
	return 0;
}

/* Past "[...]"; those of a table's columns are within one another, and follow the table's name. */
static const char *skip_brackets(const char *at)
{
	int depth = 0;

	for (; *at != '\0'; at++) {
		if (*at == '\'' && at[1] != '\0')
			at++;
		else if (*at == '[')
			depth++;
		else if (*at == ']' && --depth == 0)
			return at + 1;
	}
	return at;
}

static const char *take_word(const char *at, enum formula_syntax syntax, unsigned *classes)
{
	char word[WORD_MOST + 1];
	size_t length = 0;

	for (; is_word_octet(*at); at++)
		if (length < WORD_MOST)
			word[length++] = *at;
	word[length] = '\0';
	const char *next = at + strspn(at, " \t\r\n");
	if (*next == '(')
		*classes |= function_classes(word);
	else if (*at == '|')
		*classes |= UNSAFE_BIT(UNSAFE_FIELDS_DDE);
	else if (*at == '[' && syntax == FORMULA_OOXML)
		at = skip_brackets(at); /* a table's column */
	return at;
}

/* "[1]Sheet!A1" is another workbook's. */
static const char *take_brackets(const char *at, unsigned *classes)
{
	*classes |= UNSAFE_BIT(UNSAFE_OFFICE_EXTERNAL);
	return skip_brackets(at);
}

unsigned formula_code_classes(const char *formula, enum formula_syntax syntax)
{
	unsigned classes = 0;

	while (*formula != '\0') {
		const char *next = formula + 1;
		if (*formula == '"') {
			next = skip_quoted(formula, '"');
			classes |= text_classes(formula + 1, (size_t)(next - formula) - 1);
		} else if (*formula == '\'') {
			next = skip_quoted(formula, '\'');
			classes |= quoted_name_classes(formula + 1, (size_t)(next - formula) - 1);
		} else if (*formula == '[' && syntax == FORMULA_OOXML) {
			next = take_brackets(formula, &classes);
		} else if (is_word_octet(*formula)) {
			next = take_word(formula, syntax, &classes);
		}
		formula = next;
	}
	return classes;
}

bool formula_name_is_automatic(const char *name)
{
	static const char *const names[] = {"auto_open", "auto_close", "auto_activate", "auto_deactivate"};

	name = strncasecmp(name, "_xlnm.", 6) == 0 ? name + 6 : name;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strncasecmp(name, names[i], strlen(names[i])) == 0)
			return true;
	return false;
}
