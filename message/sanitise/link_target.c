#include "message/sanitise/link_target.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

static bool begins(const char *target, const char *with)
{
	return strncasecmp(target, with, strlen(with)) == 0;
}

static bool is_blank_or_control(char octet)
{
	return (unsigned char)octet <= ' ' || octet == 0x7f;
}

/* As programs do that are kind to what was typed. */
static const char *skip_blanks(const char *target)
{
	while (*target != '\0' && is_blank_or_control(*target))
		target++;
	return target;
}

bool link_target_is_ordinary(const char *target)
{
	if (*target == '\0' || *target == '#')
		return true;
	if (!begins(target, "http://") && !begins(target, "https://") && !begins(target, "mailto:") &&
	    !begins(target, "tel:"))
		return false;
	const char *rest = strchr(target, ':') + 1;
	/* "http://\\host" is a share to some. */
	if (*rest == '/')
		rest += 2;
	return *rest != '/' && strchr(target, '\\') == NULL;
}

static bool has_scheme(const char *target)
{
	size_t length = strcspn(target, ":/?#\\");

	return length > 0 && target[length] == ':';
}

static bool climbs(const char *target)
{
	int depth = 0;

	while (*target != '\0' && *target != '#' && *target != '?') {
		size_t length = strcspn(target, "/#?");
		if (length == 2 && strncmp(target, "..", 2) == 0)
			depth--;
		else if (length > 0 && !(length == 1 && *target == '.'))
			depth++;
		if (depth < 0)
			return true;
		target += length;
		if (*target == '/')
			target++;
	}
	return false;
}

bool link_target_is_outside(const char *target)
{
	target = skip_blanks(target);
	return has_scheme(target) || *target == '/' || strchr(target, '\\') != NULL ||
	       strcasestr(target, "%2e") != NULL || climbs(target);
}

bool link_target_is_active(const char *target)
{
	static const char *const schemes[] = {"vnd.sun.star.script:", "vnd.sun.star.expand:", "vnd.sun.star.pkg:",
	    "macro:", "javascript:", "vbscript:", "service:", "slot:", ".uno:", "script:"};

	target = skip_blanks(target);
	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
		if (begins(target, schemes[i]))
			return true;
	return false;
}
