#include "message/shown_page.h"

#include "message/sanitise/file_name.h"

#include <string.h>
#include <strings.h>

static bool is_text(const struct outline_part *part)
{
	return part->kind == OUTLINE_LEAF && part->disposition != OUTLINE_ATTACHMENT &&
	       strncmp(part->type, "text/", 5) == 0;
}

/* The name of a page, that nobody takes for anything else. */
static bool is_page_name(const char *name)
{
	const char *extension = file_name_extension(name);

	return (strcasecmp(extension, "htm") == 0 || strcasecmp(extension, "html") == 0) && !file_name_hides_type(name);
}

static bool is_page(const struct outline_part *part)
{
	for (size_t i = 0; i < part->name_count; i++)
		if (!is_page_name(part->names[i]))
			return false;
	return is_text(part) && strcmp(part->type, "text/html") == 0;
}

static size_t message_around(const struct outline *outline, size_t index)
{
	size_t around = outline->parts[index].parent;

	while (around != OUTLINE_NO_PARENT && outline->parts[around].kind != OUTLINE_MESSAGE)
		around = outline->parts[around].parent;
	return around;
}

static bool is_alternative(const struct outline *outline, size_t index)
{
	return index != OUTLINE_NO_PARENT && strcmp(outline->parts[index].type, "multipart/alternative") == 0;
}

/* The root of a multipart/related is what it is there for. */
static bool is_root_of_alternative(const struct outline *outline, size_t index)
{
	size_t parent = outline->parts[index].parent;

	if (parent == OUTLINE_NO_PARENT || strcmp(outline->parts[parent].type, "multipart/related") != 0)
		return false;
	return parent + 1 == index && is_alternative(outline, outline->parts[parent].parent);
}

static bool is_first_text(const struct outline *outline, size_t index)
{
	size_t message = message_around(outline, index);

	for (size_t i = 0; i < index; i++)
		if (is_text(&outline->parts[i]) && message_around(outline, i) == message)
			return false;
	return true;
}

bool shown_page_is(const struct outline *outline, size_t index)
{
	if (index >= outline->count || !is_page(&outline->parts[index]))
		return false;
	return is_alternative(outline, outline->parts[index].parent) || is_root_of_alternative(outline, index) ||
	       is_first_text(outline, index);
}
