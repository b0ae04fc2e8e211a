/* Whatever the names, the type and the octets of a file: it is looked at within bounds, and says the same twice. The
 * input is the role, the type and a name, each a line, and the octets. */
#include "message/sanitise/file_class.h"
#include "message/sanitise/file_name.h"

#include <glib.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define ALL ((1U << UNSAFE_CLASS_COUNT) - 1)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int holds)
{
	if (!holds)
		abort();
}

/* A line of the input, as a string; "" when there is none. */
static char *take_line(const uint8_t **data, size_t *size)
{
	const uint8_t *end = *size > 0 ? memchr(*data, '\n', *size) : NULL;
	size_t length = end != NULL ? (size_t)(end - *data) : *size;
	char *line = g_utf8_make_valid((const char *)*data, (gssize)length);

	*data += end != NULL ? length + 1 : length;
	*size -= end != NULL ? length + 1 : length;
	return line;
}

static void check_name(const char *name)
{
	struct text once, again;

	text_init(&once);
	text_init(&again);
	file_name_write(name, NULL, &once);
	file_name_write(text_string(&once), NULL, &again);
	require(strcmp(text_string(&once), text_string(&again)) == 0 && once.length <= FILE_NAME_MAX);
	require(!file_name_hides_type(text_string(&once)));
	text_clear(&once);
	text_clear(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *role = take_line(&data, &size), *type = take_line(&data, &size), *name = take_line(&data, &size);
	struct facts_part part = {.declared_type = type, .role = PART_ATTACHMENT};
	struct file_class class = {0}, again = {0};

	if (strcmp(role, "body") == 0)
		part.role = PART_BODY;
	if (name[0] != '\0')
		part.names[part.name_count++] = name;
	require(file_class_find(&part, (const char *)data, size, NULL, &class) == 0);
	require(file_class_find(&part, (const char *)data, size, NULL, &again) == 0);
	require(class.found == again.found && class.format == again.format && (class.found & ~ALL) == 0);
	require(class.format < FORMAT_COUNT);
	require(class.is_past_limit == ((class.found & UNSAFE_BIT(UNSAFE_BOMB)) != 0));
	require(!class.hides_type || class.found == UNSAFE_BIT(UNSAFE_TYPE_MISMATCH));
	check_name(name);
	g_free(role);
	g_free(type);
	g_free(name);
	return 0;
}
