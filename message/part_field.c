#include "message/part_field.h"

#include "message/charsets.h"
#include "message/embedded.h"
#include "message/header_facts.h"
#include "message/part_name.h"

#include <string.h>
#include <strings.h>

/* Transfer encodings that GMime and everybody else know; of others it takes the encoded text for the content. */
static const char *const encodings[] = {"7bit", "8bit", "binary", "base64", "quoted-printable"};

static bool is_content_field(const char *name)
{
	return strcasecmp(name, "Content-Type") == 0 || strcasecmp(name, "Content-Disposition") == 0;
}

/* Calls `visit` for each field of the object of which `name` is NULL or the name. */
typedef int (*visit_field)(void *context, const char *name, const char *value);

static int visit_fields(GMimeObject *object, visit_field visit, void *context)
{
	GMimeHeaderList *list = g_mime_object_get_header_list(object);
	int count = g_mime_header_list_get_count(list), r = 0;

	for (int i = 0; i < count && r == 0; i++) {
		GMimeHeader *header = g_mime_header_list_get_header_at(list, i);
		const char *value = g_mime_header_get_raw_value(header);
		if (value != NULL)
			r = visit(context, g_mime_header_get_name(header), value);
	}
	return r;
}

static int check_field(void *context, const char *name, const char *value)
{
	(void)context;
	return is_content_field(name) ? content_field_check(value, strlen(value)) : 0;
}

int part_field_check(GMimeObject *object)
{
	return visit_fields(object, check_field, NULL);
}

/* A repeated field must say the same; so must what GMime knows: no comment, no quotes, no second word. */
static int read_encoding(void *context, const char *name, const char *value)
{
	struct part_encoding *encoding = context;
	size_t start = strspn(value, " \t\r\n"), length = strcspn(value + start, " \t\r\n");

	if (strcasecmp(name, "Content-Transfer-Encoding") != 0)
		return 0;
	bool found = value[start + length + strspn(value + start + length, " \t\r\n")] == '\0';
	bool is_listed = false;
	for (size_t i = 0; i < sizeof(encodings) / sizeof(encodings[0]); i++)
		if (strlen(encodings[i]) == length && strncasecmp(encodings[i], value + start, length) == 0)
			is_listed = true;
	if (!found || !is_listed)
		encoding->is_known = false;
	if (encoding->embedded == TROUBLE_NONE)
		encoding->embedded = embedded_by_encoding(value + start, length);
	return 0;
}

struct part_encoding part_field_encoding(GMimeObject *object)
{
	struct part_encoding encoding = {.is_known = true};

	visit_fields(object, read_encoding, &encoding);
	return encoding;
}

static size_t charset_length(const char *at)
{
	return strspn(at, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_:.+");
}

/* Whether GMime finds a converter here. */
static bool can_convert(const char *charset, size_t length)
{
	char name[CHARSET_NAME_MAX + 1];

	if (length > CHARSET_NAME_MAX)
		return false;
	memcpy(name, charset, length);
	name[length] = '\0';
	iconv_t converter = g_mime_iconv_open("UTF-8", name);
	if (converter == (iconv_t)-1)
		return false;
	g_mime_iconv_close(converter);
	return true;
}

/* Every charset of an encoded word ("=?charset?") and of an extended value ("=charset'"). */
static int check_charsets(void *context, const char *name, const char *value)
{
	bool *can_decode = context;

	if (!is_content_field(name))
		return 0;
	for (const char *at = strchr(value, '='); at != NULL; at = strchr(at + 1, '=')) {
		const char *charset = at + 1 + (at[1] == '?');
		size_t length = charset_length(charset);
		bool is_charset =
		    charset[length] == '\'' || (at[1] == '?' && (charset[length] == '?' || charset[length] == '*'));
		if (length > 0 && is_charset && !can_convert(charset, length))
			*can_decode = false;
	}
	return 0;
}

bool part_field_can_decode_names(GMimeObject *object)
{
	bool can_decode = true;

	visit_fields(object, check_charsets, &can_decode);
	return can_decode;
}

static int collect_names(void *context, const char *name, const char *value)
{
	struct parameter_list list;

	if (!is_content_field(name))
		return 0;
	int r = parameter_list_parse(value, strlen(value), &list);
	if (r < 0)
		return r;
	r = part_name_collect(&list, context);
	parameter_list_clear(&list);
	return r;
}

/* GMime's own readings are candidates like ours. */
int part_field_add_names(GMimeObject *object, struct facts_part *part)
{
	const char *readings[] = {g_mime_object_get_content_disposition_parameter(object, "filename"),
	    g_mime_object_get_content_type_parameter(object, "name")};
	int r = visit_fields(object, collect_names, part);

	for (size_t i = 0; i < 2 && r == 0; i++)
		if (readings[i] != NULL)
			r = part_name_add(part, readings[i], strlen(readings[i]));
	return r;
}
