#include "message/sanitise/opc_name.h"

#include "message/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define RELATIONS_FOLDER "_rels/"
#define RELATIONS_END	 ".rels"

static int hex_digit(char octet)
{
	static const char digits[] = "0123456789abcdef";
	const char *found = octet != '\0' ? strchr(digits, octet >= 'A' && octet <= 'F' ? octet | 0x20 : octet) : NULL;

	return found != NULL ? (int)(found - digits) : -1;
}

static bool is_unreserved(int octet)
{
	return (octet >= 'a' && octet <= 'z') || (octet >= 'A' && octet <= 'Z') || (octet >= '0' && octet <= '9') ||
	       octet == '-' || octet == '.' || octet == '_' || octet == '~';
}

static void append_segment(struct text *name, const char *segment, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		int high = segment[i] == '%' && i + 2 < length ? hex_digit(segment[i + 1]) : -1;
		int low = high >= 0 ? hex_digit(segment[i + 2]) : -1;
		if (low >= 0 && is_unreserved(high * 16 + low)) {
			text_append_octet(name, (char)(high * 16 + low));
			i += 2;
		} else {
			text_append_octet(name, segment[i]);
		}
	}
}

static void drop_segment(struct text *name)
{
	size_t at = name->length > 0 ? name->length - 1 : 0;

	while (at > 0 && name->bytes[at - 1] != '/')
		at--;
	name->length = at;
}

char *opc_name_resolve(const char *owner, const char *target)
{
	struct text name = {0};
	const char *slash = strrchr(owner, '/');
	size_t end = strcspn(target, "#?");

	if (end == 0) {
		text_append(&name, owner, strlen(owner));
	} else if (*target != '/' && slash != NULL) {
		text_append(&name, owner, (size_t)(slash - owner) + 1);
	}
	for (size_t at = 0; at < end;) {
		size_t length = strcspn(target + at, "/#?");
		bool has_slash = at + length < end;
		if (length == 2 && strncmp(target + at, "..", 2) == 0)
			drop_segment(&name);
		else if (length > 0 && !(length == 1 && target[at] == '.')) {
			append_segment(&name, target + at, length);
			if (has_slash)
				text_append_octet(&name, '/');
		}
		at += length + has_slash;
	}
	text_append(&name, "", 0);
	char *taken = text_take(&name);
	text_clear(&name);
	return taken;
}

char *opc_name_of_part(const char *part_name)
{
	return opc_name_resolve("", part_name);
}

int opc_name_owner(const char *name, char **ret_owner)
{
	const char *slash = strrchr(name, '/');
	size_t folder = strlen(RELATIONS_FOLDER), ending = strlen(RELATIONS_END), length = strlen(name);

	if (slash == NULL || (size_t)(slash + 1 - name) < folder || length < ending ||
	    strcasecmp(name + length - ending, RELATIONS_END) != 0 ||
	    strncasecmp(slash + 1 - folder, RELATIONS_FOLDER, folder) != 0)
		return -ENOENT;
	size_t base = (size_t)(slash + 1 - name) - folder;
	if (base > 0 && name[base - 1] != '/')
		return -ENOENT;
	struct text owner = {0};
	text_append(&owner, name, base);
	text_append(&owner, slash + 1, strlen(slash + 1) - ending);
	char *taken = text_take(&owner);
	text_clear(&owner);
	if (taken == NULL)
		return -ENOMEM;
	*ret_owner = taken;
	return 0;
}

const char *opc_name_extension(const char *name)
{
	const char *slash = strrchr(name, '/'), *dot = strrchr(slash != NULL ? slash : name, '.');

	return dot != NULL ? dot + 1 : "";
}
