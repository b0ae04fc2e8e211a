#include "rules/address.h"

#include "rules/utf8.h"

#include <errno.h>
#include <idn2.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define LABEL_MAX 63 /* octets, RFC 1035 section 2.3.4 */

/* What is still to be read. */
struct scan {
	const char *at;
	const char *end;
};

static bool is_alphanumeric(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* RFC 5321 section 4.1.2 with RFC 6531 section 3.3: atext, or an octet of a non-ASCII character. */
static bool is_atext(char c)
{
	return is_alphanumeric(c) || (unsigned char)c >= 0x80 ||
	       (c != '\0' && strchr("!#$%&'*+-/=?^_`{|}~", c) != NULL);
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* NUL, C0, DEL and C1 controls have no place in an address, quoted or not. */
static bool is_clean(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		uint8_t octet = (uint8_t)text[i];
		if (octet < ' ' || octet == 0x7f)
			return false;
		if (octet == 0xc2 && i + 1 < length && (uint8_t)text[i + 1] < 0xa0)
			return false;
	}
	return utf8_is_valid(text, length);
}

static void trim(struct scan *scan)
{
	while (scan->at < scan->end && *scan->at == ' ')
		scan->at++;
	while (scan->end > scan->at && scan->end[-1] == ' ')
		scan->end--;
}

/* Sendmail hands a path over as the client wrote it: with blanks inside the brackets, for one. */
static int strip_brackets(struct scan *scan)
{
	trim(scan);
	if (scan->at == scan->end || *scan->at != '<')
		return 0;
	if (scan->end - scan->at < 2 || scan->end[-1] != '>')
		return -EINVAL;
	scan->at++;
	scan->end--;
	trim(scan);
	return 0;
}

/* RFC 5321 A-d-l: "@one.example,@two.example:" before the mailbox is to be ignored (appendix C). */
static int skip_source_route(struct scan *scan)
{
	if (scan->at == scan->end || *scan->at != '@')
		return 0;
	for (;;) {
		const char *hop;
		if (scan->at == scan->end || *scan->at++ != '@')
			return -EINVAL;
		hop = scan->at;
		if (hop < scan->end && *hop == '[')
			while (scan->at < scan->end && *scan->at != ']')
				scan->at++;
		while (scan->at < scan->end && strchr(",:@\"\\ ", *scan->at) == NULL)
			scan->at++;
		if (scan->at == hop || scan->at == scan->end || (*scan->at != ',' && *scan->at != ':'))
			return -EINVAL;
		if (*scan->at++ == ':')
			return 0;
	}
}

/*
 * The octets that the local part stands for, quotes and backslashes resolved, appended to `content` (which has room for
 * all that is left). Words between dots may be quoted one by one (RFC 5322 obs-local-part), and a backslash may stand
 * outside quotes (RFC 821): both are the same mailbox. Empty atoms ("a..b", ".a") are no local part (RFC 5321
 * Dot-string).
 */
static int read_quoted(struct scan *scan, char *content, size_t *length)
{
	scan->at++;
	while (scan->at < scan->end && *scan->at != '"') {
		if (*scan->at == '\\' && ++scan->at == scan->end)
			return -EINVAL;
		content[(*length)++] = lower(*scan->at++);
	}
	if (scan->at == scan->end)
		return -EINVAL;
	scan->at++;
	return 0;
}

static int read_atom(struct scan *scan, char *content, size_t *length)
{
	size_t before = *length;

	while (scan->at < scan->end && (is_atext(*scan->at) || *scan->at == '\\')) {
		if (*scan->at == '\\' && ++scan->at == scan->end)
			return -EINVAL;
		content[(*length)++] = lower(*scan->at++);
	}
	return *length > before ? 0 : -EINVAL;
}

static int read_local(struct scan *scan, char *content, size_t *ret_length)
{
	size_t length = 0;

	for (;;) {
		int r = scan->at < scan->end && *scan->at == '"' ? read_quoted(scan, content, &length)
								 : read_atom(scan, content, &length);
		if (r < 0)
			return r;
		if (scan->at == scan->end || *scan->at != '.')
			break;
		content[length++] = *scan->at++;
	}
	if (length == 0)
		return -EINVAL;
	*ret_length = length;
	return 0;
}

static bool needs_quotes(const char *content, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (content[i] == '.' && (i == 0 || i + 1 == length || content[i - 1] == '.'))
			return true;
		if (content[i] != '.' && !is_atext(content[i]))
			return true;
	}
	return false;
}

/* Writes at most ADDRESS_LOCAL_MAX octets. */
static int write_local(const char *content, size_t length, char *local, size_t *ret_length)
{
	bool quoted = needs_quotes(content, length);
	size_t size = quoted ? 2 : 0, at = 0;

	for (size_t i = 0; i < length; i++)
		size += quoted && (content[i] == '"' || content[i] == '\\') ? 2 : 1;
	if (size > ADDRESS_LOCAL_MAX)
		return -E2BIG;
	if (quoted)
		local[at++] = '"';
	for (size_t i = 0; i < length; i++) {
		if (quoted && (content[i] == '"' || content[i] == '\\'))
			local[at++] = '\\';
		local[at++] = content[i];
	}
	if (quoted)
		local[at++] = '"';
	*ret_length = at;
	return 0;
}

/* Letters, digits, hyphens; underscores too, which host names are not to have but some have. */
static int check_labels(const char *domain)
{
	for (;;) {
		size_t length = 0;
		while (is_alphanumeric(domain[length]) || domain[length] == '-' || domain[length] == '_')
			length++;
		if (length == 0 || length > LABEL_MAX || domain[0] == '-' || domain[length - 1] == '-')
			return -EINVAL;
		if (domain[length] == '\0')
			return 0;
		if (domain[length] != '.')
			return -EINVAL;
		domain += length + 1;
	}
}

/* "[192.0.2.1]", "[IPv6:2001:db8::1]": kept as written. */
static int check_literal(const char *domain)
{
	size_t length = strlen(domain);

	if (length < 3 || domain[length - 1] != ']')
		return -EINVAL;
	for (size_t i = 1; i + 1 < length; i++)
		if (!is_alphanumeric(domain[i]) && strchr(".:-", domain[i]) == NULL)
			return -EINVAL;
	return 0;
}

/* The full stops of IDNA 2003 section 3.1: each is three octets and becomes one. */
static void plain_full_stops(char *domain)
{
	static const char *const stops[] = {"\xe3\x80\x82", "\xef\xbc\x8e", "\xef\xbd\xa1"};

	for (size_t i = 0; i < sizeof(stops) / sizeof(stops[0]); i++)
		for (char *at; (at = strstr(domain, stops[i])) != NULL;) {
			*at = '.';
			memmove(at + 1, at + 3, strlen(at + 3) + 1);
		}
}

static bool is_ascii(const char *text)
{
	for (; *text != '\0'; text++)
		if ((unsigned char)*text >= 0x80)
			return false;
	return true;
}

/* IDNA 2008 with the mapping of UTS 46, which is what mail programs apply before they look a name up. */
static int to_a_labels(char **domain)
{
	uint8_t *found = NULL;
	int r = idn2_lookup_u8((const uint8_t *)*domain, &found, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);

	if (r == IDN2_MALLOC)
		return -ENOMEM;
	if (r == IDN2_TOO_BIG_DOMAIN)
		return -E2BIG;
	if (r != IDN2_OK)
		return -EINVAL;
	free(*domain);
	*domain = (char *)found;
	return 0;
}

static int domain_normalise(char **domain)
{
	if ((*domain)[0] != '[') {
		plain_full_stops(*domain);
		size_t length = strlen(*domain);
		if (length > 1 && (*domain)[length - 1] == '.')
			(*domain)[length - 1] = '\0';
		if (!is_ascii(*domain)) {
			int r = to_a_labels(domain);
			if (r < 0)
				return r;
		}
	}
	if (strlen(*domain) > ADDRESS_DOMAIN_MAX)
		return -E2BIG;
	for (char *at = *domain; *at != '\0'; at++)
		*at = lower(*at);
	return (*domain)[0] == '[' ? check_literal(*domain) : check_labels(*domain);
}

/* `content` is scratch with room for every octet of the text. */
static int normalise(struct scan scan, char *content, char **ret_canonical)
{
	char *domain = NULL, *canonical = NULL;
	char local[ADDRESS_LOCAL_MAX];
	size_t content_length = 0, local_length = 0;
	int r = skip_source_route(&scan);

	if (r == 0)
		r = read_local(&scan, content, &content_length);
	if (r == 0 && (scan.at == scan.end || *scan.at != '@'))
		r = -EINVAL;
	if (r == 0)
		r = write_local(content, content_length, local, &local_length);
	if (r < 0)
		return r;
	scan.at++;
	domain = strndup(scan.at, (size_t)(scan.end - scan.at));
	if (domain == NULL)
		return -ENOMEM;
	r = domain_normalise(&domain);
	if (r < 0)
		goto out;
	r = -ENOMEM;
	canonical = malloc(local_length + 1 + strlen(domain) + 1);
	if (canonical == NULL)
		goto out;
	memcpy(canonical, local, local_length);
	canonical[local_length] = '@';
	strcpy(canonical + local_length + 1, domain);
	*ret_canonical = canonical;
	r = 0;
out:
	free(domain);
	return r;
}

int address_normalise(const char *text, size_t length, char **ret_canonical)
{
	struct scan scan = {text, text + length};
	char content[ADDRESS_TEXT_MAX];

	if (length > ADDRESS_TEXT_MAX)
		return -E2BIG;
	if (!is_clean(text, length) || strip_brackets(&scan) < 0)
		return -EINVAL;
	if (scan.at < scan.end)
		return normalise(scan, content, ret_canonical);
	char *empty = strdup("");
	if (empty == NULL)
		return -ENOMEM;
	*ret_canonical = empty;
	return 0;
}

const char *address_domain(const char *canonical)
{
	const char *at = strrchr(canonical, '@');

	return at != NULL ? at + 1 : "";
}

bool address_domain_matches(const char *canonical, const char *domain)
{
	const char *own = address_domain(canonical);
	size_t own_length = strlen(own), length = strlen(domain);

	if (length == 0)
		return false;
	if (domain[0] != '.')
		return strcmp(own, domain) == 0;
	return own_length > length && strcmp(own + own_length - length, domain) == 0;
}

int address_domain_normalise(const char *text, size_t length, char **ret_domain)
{
	if (length > ADDRESS_TEXT_MAX)
		return -E2BIG;
	if (!is_clean(text, length))
		return -EINVAL;
	char *domain = strndup(text, length);
	if (domain == NULL)
		return -ENOMEM;
	int r = domain_normalise(&domain);
	if (r < 0) {
		free(domain);
		return r;
	}
	*ret_domain = domain;
	return 0;
}
