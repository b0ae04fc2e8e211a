#include "message/sanitise/replacement.h"

#include "message/sanitise/file_name.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool is_text(const char *type)
{
	return strncmp(type, "text/", strlen("text/")) == 0;
}

/* What people read without a program for it stays legible in the raw message. */
static enum outline_encoding encoding_for(const char *type)
{
	return strcmp(type, "text/html") == 0 || strcmp(type, "text/plain") == 0 ? OUTLINE_QUOTED_PRINTABLE
										 : OUTLINE_BASE64;
}

static bool is_called(const struct outline_part *part, const char *name)
{
	for (size_t i = 0; i < part->name_count; i++)
		if (strcmp(part->names[i], name) != 0)
			return false;
	return part->name_count > 0;
}

static int plan_name(const struct outline_part *part, const char *name, const char *extension, struct part_plan *plan)
{
	struct text text;

	text_init(&text);
	file_name_write(name, extension, &text);
	plan->name = text_take(&text);
	if (plan->name == NULL)
		return -ENOMEM;
	plan->has_new_name = !is_called(part, plan->name);
	return 0;
}

/* All readings of a name have one extension: the grammar sees to that. */
static bool needs_extension(const struct outline_part *part, const char *extension)
{
	return extension != NULL && part->name_count > 0 &&
	       strcasecmp(file_name_extension(part->names[0]), extension) != 0;
}

static void plan_notice(const struct outline_part *part, struct part_plan *plan)
{
	plan->type = "text/plain";
	plan->charset = "utf-8";
	plan->has_new_name = part->name_count > 0;
	if (plan->disposition != OUTLINE_UNDISPOSED)
		plan->disposition = OUTLINE_INLINE;
}

int part_plan_make(const struct outline_part *part, const struct replacement *replacement, struct part_plan *ret_plan)
{
	struct part_plan plan = {.type = replacement->type != NULL ? replacement->type : part->type,
	    .encoding = part->encoding,
	    .disposition = part->disposition,
	    .has_new_content = replacement->octets != NULL};
	int r = 0;

	if (is_text(plan.type))
		plan.charset = replacement->charset != NULL ? replacement->charset : part->charset;
	if (replacement->is_notice)
		plan_notice(part, &plan);
	else if (replacement->name != NULL)
		r = plan_name(part, replacement->name, replacement->extension, &plan);
	else if (needs_extension(part, replacement->extension))
		r = plan_name(part, part->names[0], replacement->extension, &plan);
	if (r < 0)
		return r;
	if (plan.has_new_content)
		plan.encoding = encoding_for(plan.type);
	*ret_plan = plan;
	return 0;
}

void part_plan_clear(struct part_plan *plan)
{
	free(plan->name);
	plan->name = NULL;
}

/* RFC 8551, RFC 3156. */
static bool is_protected_type(const char *type)
{
	static const char *const types[] = {"multipart/signed", "multipart/encrypted", "application/pkcs7-mime",
	    "application/x-pkcs7-mime", "application/pkcs7-signature", "application/x-pkcs7-signature",
	    "application/pgp-encrypted", "application/pgp-signature"};

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (strcmp(type, types[i]) == 0)
			return true;
	return false;
}

bool replacement_is_allowed(const struct outline *outline, size_t part)
{
	for (;; part = outline->parts[part].parent) {
		if (part == OUTLINE_NO_PARENT)
			return true;
		if (is_protected_type(outline->parts[part].type))
			return false;
	}
}
