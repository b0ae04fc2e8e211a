#include "message/sanitise/html_url.h"

#include <string.h>
#include <strings.h>

#define SCHEME_SIZE 32

static const struct {
	const char *scheme;
	enum html_url_kind kind;
} schemes[] = {{"http", HTML_URL_WEB}, {"https", HTML_URL_WEB}, {"mailto", HTML_URL_MAIL}, {"tel", HTML_URL_TEL},
    {"cid", HTML_URL_CID}, {"mid", HTML_URL_HARMLESS}, {"sip", HTML_URL_HARMLESS}, {"sips", HTML_URL_HARMLESS},
    {"im", HTML_URL_HARMLESS}, {"callto", HTML_URL_HARMLESS}, {"sms", HTML_URL_HARMLESS}, {"fax", HTML_URL_HARMLESS},
    {"geo", HTML_URL_HARMLESS}, {"ftp", HTML_URL_HARMLESS}, {"news", HTML_URL_HARMLESS}, {"urn", HTML_URL_HARMLESS},
    {"x-apple-data-detectors", HTML_URL_HARMLESS}};

static bool is_left_out(char octet)
{
	return (unsigned char)octet < 0x20 || octet == 0x7f;
}

static const char *skip_blanks(const char *value)
{
	while (*value != '\0' && (is_left_out(*value) || *value == ' '))
		value++;
	return value;
}

static char to_lower(char octet)
{
	return octet >= 'A' && octet <= 'Z' ? (char)(octet - 'A' + 'a') : octet;
}

static bool is_scheme_octet(char octet)
{
	octet = to_lower(octet);
	return (octet >= 'a' && octet <= 'z') || (octet >= '0' && octet <= '9') ||
	       (octet != '\0' && strchr("+-.", octet) != NULL);
}

/* The scheme in lower case, controls and blanks left out, cut at the size; where its colon is, or NULL without one. */
static const char *read_scheme(const char *value, char scheme[static SCHEME_SIZE])
{
	size_t length = 0;

	for (; *value != ':'; value++) {
		if (is_left_out(*value) || *value == ' ') {
			if (*value == '\0')
				return NULL;
			continue;
		}
		if (!is_scheme_octet(*value))
			return NULL;
		if (length < SCHEME_SIZE - 1)
			scheme[length++] = to_lower(*value);
	}
	scheme[length] = '\0';
	return length > 0 ? value : NULL;
}

static bool begins_with(const char *value, const char *prefix)
{
	return strncasecmp(value, prefix, strlen(prefix)) == 0;
}

static enum html_url_kind data_kind(const char *rest)
{
	static const char *const pictures[] = {
	    "image/png", "image/gif", "image/jpeg", "image/jpg", "image/bmp", "image/webp"};

	for (size_t i = 0; i < sizeof(pictures) / sizeof(pictures[0]); i++)
		if (begins_with(rest, pictures[i]))
			return HTML_URL_PICTURE;
	return HTML_URL_ACTIVE;
}

/* mailto:x?attach=FILE, or attachment=; "Form attached" is a subject. */
static bool attaches(const char *rest)
{
	static const char key[] = "attach";

	while ((rest = strcasestr(rest, key)) != NULL) {
		rest += strlen(key);
		const char *at = rest;
		while (to_lower(*at) >= 'a' && to_lower(*at) <= 'z')
			at++;
		if (*at == '=' || *at == '%')
			return true;
	}
	return false;
}

/* "http:host" without slashes counts as well; but a share behind a web scheme is none of ours. */
static enum html_url_kind scheme_kind(const char *scheme, const char *rest)
{
	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
		if (strcmp(scheme, schemes[i].scheme) == 0)
			return schemes[i].kind == HTML_URL_MAIL && attaches(rest) ? HTML_URL_ACTIVE : schemes[i].kind;
	if (strcmp(scheme, "about") == 0 && begins_with(rest, "blank") && (rest[5] == '\0' || rest[5] == '#'))
		return HTML_URL_NONE;
	return strcmp(scheme, "data") == 0 ? data_kind(skip_blanks(rest)) : HTML_URL_ACTIVE;
}

static bool is_slash(char octet)
{
	return octet == '/' || octet == '\\';
}

static const char *next_kept(const char *value)
{
	while (*value != '\0' && is_left_out(*value))
		value++;
	return value;
}

enum html_url_kind html_url_kind(const char *value)
{
	char scheme[SCHEME_SIZE];
	const char *colon;

	value = skip_blanks(value);
	if (*value == '\0' || *value == '#')
		return HTML_URL_NONE;
	if (is_slash(*value) && is_slash(*next_kept(value + 1)))
		return HTML_URL_UNC;
	colon = read_scheme(value, scheme);
	return colon != NULL ? scheme_kind(scheme, colon + 1) : HTML_URL_RELATIVE;
}

/* Of a web address, what stands behind the scheme and its slashes. */
static const char *skip_to_authority(const char *value)
{
	value = strchr(value, ':');
	if (value == NULL)
		return "";
	for (value++; is_slash(*value) || (*value != '\0' && (is_left_out(*value) || *value == ' '));)
		value++;
	return value;
}

static bool is_authority_end(char octet)
{
	return octet == '\0' || octet == '?' || octet == '#' || is_slash(octet);
}

static bool is_host_octet(char octet)
{
	return is_scheme_octet(octet) || octet == '_' || (unsigned char)octet >= 0x80;
}

/* [2001:db8::1] */
static size_t copy_literal(const char *at, char *host)
{
	size_t length = 0;

	do {
		host[length++] = to_lower(*at);
	} while (*at++ != ']' && length < HTML_HOST_SIZE - 1 && (is_scheme_octet(*at) || *at == ':' || *at == ']'));
	host[length] = '\0';
	return host[length - 1] == ']' ? length : 0;
}

bool html_url_host(const char *value, char host[static HTML_HOST_SIZE], bool *ret_is_odd)
{
	const char *at = skip_to_authority(value), *end = at;
	size_t length = 0;

	*ret_is_odd = false;
	for (; !is_authority_end(*end); end++)
		if (*end == '@') {
			at = end + 1;
			*ret_is_odd = true;
		}
	if (*at == '[')
		return copy_literal(at, host) > 0;
	for (; at < end && *at != ':'; at++) {
		if (is_left_out(*at))
			continue;
		if (!is_host_octet(*at) || length == HTML_HOST_SIZE - 1)
			return false;
		host[length++] = to_lower(*at);
	}
	while (length > 0 && host[length - 1] == '.')
		length--;
	host[length] = '\0';
	return length > 0;
}

static void append_rest(const char *at, bool is_in_authority, struct text *text)
{
	static const char hex[] = "0123456789ABCDEF";

	for (; *at != '\0'; at++) {
		if (is_left_out(*at))
			continue;
		is_in_authority = is_in_authority && *at != '?' && *at != '#';
		if (*at == '\\' && is_in_authority) {
			text_append_octet(text, '/');
		} else if (strchr(" \"<>`\\^{|}", *at) != NULL) {
			const char escaped[] = {'%', hex[*at >> 4], hex[*at & 15]};
			text_append(text, escaped, sizeof(escaped));
		} else {
			text_append_octet(text, *at);
		}
	}
}

static size_t trimmed_length(const char *value)
{
	size_t length = strlen(value);

	while (length > 0 && (is_left_out(value[length - 1]) || value[length - 1] == ' '))
		length--;
	return length;
}

static void append_trimmed(const char *value, bool is_web, struct text *text)
{
	struct text copy;

	text_init(&copy);
	text_append(&copy, value, trimmed_length(value));
	append_rest(text_string(&copy), is_web, text);
	text->error = text->error < 0 ? text->error : copy.error;
	text_clear(&copy);
}

void html_url_append(const char *value, struct text *text)
{
	char scheme[SCHEME_SIZE];
	const char *start = skip_blanks(value), *colon = read_scheme(start, scheme);
	bool is_web = colon != NULL && scheme_kind(scheme, colon + 1) == HTML_URL_WEB;

	if (colon == NULL) {
		append_trimmed(start, false, text);
		return;
	}
	text_append(text, scheme, strlen(scheme));
	text_append(text, is_web ? "://" : ":", is_web ? 3 : 1);
	append_trimmed(is_web ? skip_to_authority(start) : skip_blanks(colon + 1), is_web, text);
}
