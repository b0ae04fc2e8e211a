#include "message/sanitise/html_pictures.h"

#include "message/sanitise/limits.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#define KEPT 64 /* letters at the end of a run: longer than the name of any attribute that does something */

static bool begins_with(const char *at, const char *end, const char *prefix)
{
	return (size_t)(end - at) >= strlen(prefix) && strncasecmp(at, prefix, strlen(prefix)) == 0;
}

/* Behind the "," of a picture's address whose colon that is; NULL when it is none. */
static const char *find_run(const char *start, const char *colon, const char *end)
{
	static const char *const types[] = {
	    ":image/png", ":image/gif", ":image/jpeg", ":image/jpg", ":image/bmp", ":image/webp"};
	static const char scheme[] = "data", encoding[] = ";base64,";

	if (colon - start < (ptrdiff_t)strlen(scheme) ||
	    strncasecmp(colon - strlen(scheme), scheme, strlen(scheme)) != 0)
		return NULL;
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		const char *behind = colon + strlen(types[i]);
		if (begins_with(colon, end, types[i]) && begins_with(behind, end, encoding))
			return behind + strlen(encoding);
	}
	return NULL;
}

static bool is_letter(char octet)
{
	return (octet >= 'A' && octet <= 'Z') || (octet >= 'a' && octet <= 'z') || (octet >= '0' && octet <= '9') ||
	       octet == '+' || octet == '/';
}

/* How much of the run goes, from its start. */
static size_t surplus(const char *run, const char *end)
{
	size_t size = 0, letters = 0, kept = 0;

	for (; run + size < end && (is_letter(run[size]) || run[size] == '\r' || run[size] == '\n'); size++)
		letters += is_letter(run[size]);
	if (letters < LIMIT_HTML_PICTURE)
		return 0;
	while (kept < KEPT)
		kept += is_letter(run[--size]);
	return size;
}

void html_pictures_shorten(struct text *html)
{
	if (html->length == 0)
		return;
	const char *end = html->bytes + html->length, *from = html->bytes, *colon = from;
	char *to = html->bytes;

	while ((colon = memchr(colon, ':', (size_t)(end - colon))) != NULL) {
		const char *run = find_run(html->bytes, colon, end);
		colon++;
		if (run == NULL || run < from)
			continue;
		size_t size = surplus(run, end);
		if (size == 0)
			continue;
		memmove(to, from, (size_t)(run - from));
		to += run - from;
		from = colon = run + size;
	}
	memmove(to, from, (size_t)(end - from));
	to += end - from;
	html->length = (size_t)(to - html->bytes);
	*to = '\0';
}
