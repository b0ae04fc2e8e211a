#include "audit/record_head.h"

#include "audit/digest.h"
#include "audit/record.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define TIME_SIZE    sizeof("2026-11-04T10:15:00.123456Z")
#define TIME_LATEST  253402300799 /* seconds since the epoch: the end of the year 9999 */
#define MICROSECONDS 1000000

static json_t *time_text(int64_t time_us)
{
	int64_t within = time_us < 0 ? 0 : time_us;
	time_t seconds = within / MICROSECONDS > TIME_LATEST ? TIME_LATEST : (time_t)(within / MICROSECONDS);
	char text[TIME_SIZE], second[TIME_SIZE];
	struct tm date;

	gmtime_r(&seconds, &date);
	if (strftime(second, sizeof(second), "%Y-%m-%dT%H:%M:%S", &date) == 0)
		return NULL;
	int length = snprintf(text, sizeof(text), "%.19s.%06uZ", second, (unsigned)(within % MICROSECONDS));
	return length > 0 ? json_stringn(text, (size_t)length) : NULL;
}

static json_t *new_salt(void)
{
	uint8_t salt[RECORD_SALT_SIZE];
	char text[2 * RECORD_SALT_SIZE + 1];

	if (digest_random(salt, sizeof(salt)) < 0)
		return NULL;
	digest_hex(salt, sizeof(salt), text);
	return json_string(text);
}

static json_t *text_or_null(const char *text)
{
	return text != NULL && text[0] != '\0' ? json_string(text) : json_null();
}

int record_head_put(json_t *object, const char *kind, int64_t time_us, const char *gateway, const char *bundle)
{
	json_t *salt = new_salt();

	if (salt == NULL)
		return -EIO;
	/* Every constructor of a value answers NULL for want of memory, and json_object_set_new() takes that for a
	 * failure. */
	int r = json_object_set_new(object, "v", json_integer(RECORD_SCHEMA));
	r |= json_object_set_new(object, "kind", json_string(kind));
	r |= json_object_set_new(object, "time", time_text(time_us));
	r |= json_object_set_new(object, "gateway", text_or_null(gateway));
	r |= json_object_set_new(object, "salt", salt);
	r |= json_object_set_new(object, "software", json_string("referral-milter " PACKAGE_VERSION));
	r |= json_object_set_new(object, "bundle", text_or_null(bundle));
	return r == 0 ? 0 : -ENOMEM;
}

/* Every octet above 0x7e and every control character is escaped: a line is a line for every reader. */
int record_head_print(const json_t *object, char **ret_line, size_t *ret_size)
{
	char *text = json_dumps(object, JSON_COMPACT | JSON_PRESERVE_ORDER | JSON_ENSURE_ASCII);
	size_t length = text != NULL ? strlen(text) : 0;

	if (text == NULL)
		return -ENOMEM;
	char *line = length + 1 <= RECORD_LINE_MAX ? realloc(text, length + 2) : NULL;
	if (line == NULL) {
		free(text);
		return length + 1 <= RECORD_LINE_MAX ? -ENOMEM : -E2BIG;
	}
	line[length] = '\n';
	line[length + 1] = '\0';
	*ret_line = line;
	*ret_size = length + 1;
	return 0;
}
