#include "rules/policy_content.h"

#include <string.h>

#define LINE_MAX_WRITTEN 998 /* octets of a header line, RFC 5322 section 2.1.1 */

enum { FIELD_TYPE = 0, FIELD_ENCODING, FIELD_DISPOSITION, FIELD_VERSION, FIELD_COUNT };

static const char *const names[FIELD_COUNT] = {[FIELD_TYPE] = "Content-Type",
    [FIELD_ENCODING] = "Content-Transfer-Encoding",
    [FIELD_DISPOSITION] = "Content-Disposition",
    [FIELD_VERSION] = "MIME-Version"};

static unsigned find_name(const char *name)
{
	unsigned field = 0;

	while (field < FIELD_COUNT && strcmp(name, names[field]) != 0)
		field++;
	return field;
}

static unsigned find_field(const struct edit *edit)
{
	bool is_of_header = edit->kind == EDIT_ADD_HEADER || edit->kind == EDIT_CHANGE_HEADER;

	return is_of_header ? find_name(edit->name) : FIELD_COUNT;
}

bool policy_content_is_field(const struct edit *edit)
{
	return find_field(edit) < FIELD_COUNT;
}

/* RFC 2045: printable ASCII but blanks and tspecials. */
static bool is_token_octet(char c)
{
	return c > ' ' && c <= '~' && strchr("()<>@,;:\\\"/[]?=", c) == NULL;
}

/* Steps over a token; false where none begins. */
static bool take_token(const char **at)
{
	const char *start = *at;

	while (is_token_octet(**at))
		(*at)++;
	return *at > start;
}

static bool take(const char **at, const char *text)
{
	if (strncmp(*at, text, strlen(text)) != 0)
		return false;
	*at += strlen(text);
	return true;
}

static bool take_quoted(const char **at)
{
	if (!take(at, "\""))
		return false;
	for (; **at != '"'; (*at)++) {
		if (**at == '\\')
			(*at)++;
		if (**at < ' ' || **at > '~')
			return false;
	}
	(*at)++;
	return true;
}

/* "; charset=utf-8", ";\n\tname=\"form.docx\"", to the end of the value. */
static bool is_parameters(const char *at)
{
	const char *line = at;

	while (*at != '\0') {
		if (!take(&at, ";"))
			return false;
		if (take(&at, "\n\t"))
			line = at;
		else if (!take(&at, " "))
			return false;
		if (!take_token(&at) || !take(&at, "=") || (*at == '"' ? !take_quoted(&at) : !take_token(&at)))
			return false;
		if (at - line > LINE_MAX_WRITTEN / 2)
			return false;
	}
	return true;
}

/* A leaf: what holds other parts is never written anew. */
static bool is_type(const char *value)
{
	const char *at = value;

	if (!take(&at, " ") || strncmp(at, "multipart/", 10) == 0 || strncmp(at, "message/", 8) == 0)
		return false;
	if (!take_token(&at) || !take(&at, "/") || !take_token(&at) || at - value > LINE_MAX_WRITTEN / 3)
		return false;
	for (const char *c = value; c < at; c++)
		if (*c >= 'A' && *c <= 'Z')
			return false;
	return is_parameters(at);
}

static bool is_disposition(const char *at)
{
	return (take(&at, " attachment") || take(&at, " inline")) && is_parameters(at);
}

static bool is_encoding(const char *value)
{
	return strcmp(value, " base64") == 0 || strcmp(value, " quoted-printable") == 0;
}

static bool is_version(const char *value)
{
	return strcmp(value, " 1.0") == 0;
}

bool policy_content_fits(const char *name, const char *value)
{
	static bool (*const shapes[FIELD_COUNT])(const char *value) = {[FIELD_TYPE] = is_type,
	    [FIELD_ENCODING] = is_encoding,
	    [FIELD_DISPOSITION] = is_disposition,
	    [FIELD_VERSION] = is_version};

	unsigned field = find_name(name);

	return field < FIELD_COUNT && shapes[field](value);
}

static bool field_follows(const struct edit *edit)
{
	if (edit->kind == EDIT_CHANGE_HEADER && edit->occurrence != 1)
		return false;
	return policy_content_fits(edit->name, edit->value);
}

bool policy_content_is_stripped(const struct verdict *verdict)
{
	if (verdict->disposition != DISPOSITION_ACCEPT || verdict->mode != ROUTE_ENFORCE)
		return false;
	for (size_t i = 0; i < verdict->finding_count; i++)
		if (verdict->findings[i].action == ACTION_STRIP)
			return true;
	return false;
}

bool policy_content_follows(const struct verdict *verdict)
{
	unsigned seen[FIELD_COUNT] = {0}, bodies = 0;
	bool is_replaced = verdict_replaces_body(verdict);

	for (size_t i = 0; i < verdict->edit_count; i++) {
		const struct edit *edit = &verdict->edits[i];
		unsigned field = find_field(edit);
		if (edit->kind == EDIT_REPLACE_BODY && (++bodies > 1 || edit->value[0] != '\0'))
			return false;
		if (field < FIELD_COUNT && (!is_replaced || ++seen[field] > 1 || !field_follows(edit)))
			return false;
	}
	return is_replaced == policy_content_is_stripped(verdict);
}
