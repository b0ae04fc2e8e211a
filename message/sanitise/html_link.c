#include "message/sanitise/html_link.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define SHOWN_SIZE   512
#define URL_SIZE     2048

/* Top-level names that are no endings of files, beside those of countries. */
static const char *const tops[] = {"com", "org", "net", "edu", "gov", "int", "mil", "info", "biz", "name", "online",
    "site", "website", "app", "dev", "cloud", "link", "email", "shop", "store", "tech", "xyz", "top", "club", "live",
    "page", "web", "london", "wales", "cymru", "scot", "school", "academy", "education", "foundation", "charity",
    "ngo"};
/* And of those, what rather ends a file. */
static const char *const files[] = {"md", "pl", "ps", "py", "sh", "so", "rs", "cc", "ai", "hs"};

static bool is_one_of(const char *word, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcasecmp(word, words[i]) == 0)
			return true;
	return false;
}

/* Characters that nobody sees, and full stops of other scripts. */
static size_t skip_unseen(const char *at, char *ret_octet)
{
	static const struct {
		const char *octets;
		char as;
	} unseen[] = {{"\xe2\x80\x8b", 0}, {"\xe2\x80\x8c", 0}, {"\xe2\x80\x8d", 0}, {"\xe2\x80\x8e", 0},
	    {"\xe2\x80\x8f", 0}, {"\xe2\x81\xa0", 0}, {"\xef\xbb\xbf", 0}, {"\xc2\xad", 0}, {"\xe3\x80\x82", '.'},
	    {"\xef\xbc\x8e", '.'}, {"\xef\xbd\xa1", '.'}, {"\xc2\xa0", ' '}};

	for (size_t i = 0; i < COUNT(unseen); i++)
		if (strncmp(at, unseen[i].octets, strlen(unseen[i].octets)) == 0) {
			*ret_octet = unseen[i].as;
			return strlen(unseen[i].octets);
		}
	return 0;
}

/* The text as one sees it: blanks around it and in a row left out. */
static void copy_seen(const char *text, char *seen, size_t size)
{
	size_t length = 0;

	while (*text != '\0' && length < size - 1) {
		char octet = *text;
		size_t skipped = skip_unseen(text, &octet);
		text += skipped > 0 ? skipped : 1;
		if (skipped > 0 && octet == '\0')
			continue;
		if ((unsigned char)octet <= ' ')
			octet = ' ';
		if (octet != ' ' || (length > 0 && seen[length - 1] != ' '))
			seen[length++] = octet;
	}
	length -= length > 0 && seen[length - 1] == ' ';
	seen[length] = '\0';
}

static bool is_host_octet(char octet)
{
	return (octet >= 'a' && octet <= 'z') || (octet >= 'A' && octet <= 'Z') || (octet >= '0' && octet <= '9') ||
	       octet == '-' || octet == '.' || (unsigned char)octet >= 0x80;
}

static void copy_host(const char *at, char host[static HTML_HOST_SIZE])
{
	size_t length = 0;

	for (; is_host_octet(*at) && length < HTML_HOST_SIZE - 1; at++)
		host[length++] = (char)(*at >= 'A' && *at <= 'Z' ? *at - 'A' + 'a' : *at);
	while (length > 0 && host[length - 1] == '.')
		length--;
	host[length] = '\0';
}

static bool has_top(const char *host)
{
	const char *top = strrchr(host, '.');
	size_t length;

	if (top == NULL || top == host)
		return false;
	length = strlen(++top);
	for (size_t i = 0; i < length; i++)
		if (top[i] < 'a' || top[i] > 'z')
			return false;
	return is_one_of(top, tops, COUNT(tops)) || (length == 2 && !is_one_of(top, files, COUNT(files)));
}

/* A text that is nothing but a host's name, with a path perhaps, or a mail address. */
static bool read_whole(const char *seen, char host[static HTML_HOST_SIZE])
{
	const char *at = strchr(seen, '@'), *start = at != NULL ? at + 1 : seen;
	size_t length = 0;

	if (strchr(seen, ' ') != NULL)
		return false;
	while (is_host_octet(start[length]))
		length++;
	if (start[length] != '\0' && strchr("/:?#", start[length]) == NULL)
		return false;
	copy_host(start, host);
	return has_top(host);
}

/* What follows "http://" or stands at "www.", wherever it is in the text; NULL when there is none. */
static const char *find_address(const char *seen)
{
	const char *web = strcasestr(seen, "http://"), *secure = strcasestr(seen, "https://"),
		   *plain = strcasestr(seen, "www.");

	if (web != NULL)
		return web + strlen("http://");
	return secure != NULL ? secure + strlen("https://") : plain;
}

static bool read_shown(const char *seen, char host[static HTML_HOST_SIZE])
{
	const char *address = find_address(seen);

	if (address == NULL)
		return read_whole(seen, host);
	copy_host(address, host);
	return host[0] != '\0';
}

static const char *without_www(const char *host)
{
	return strncmp(host, "www.", 4) == 0 ? host + 4 : host;
}

static bool is_below(const char *host, const char *parent)
{
	size_t length = strlen(host), parent_length = strlen(parent);

	return length > parent_length && strcmp(host + length - parent_length, parent) == 0 &&
	       host[length - parent_length - 1] == '.';
}

static bool is_same_site(const char *one, const char *other)
{
	one = without_www(one);
	other = without_www(other);
	return strcmp(one, other) == 0 || is_below(one, other) || is_below(other, one);
}

static int hex_value(char octet)
{
	return octet >= '0' && octet <= '9'   ? octet - '0'
	       : octet >= 'a' && octet <= 'f' ? octet - 'a' + 10
	       : octet >= 'A' && octet <= 'F' ? octet - 'A' + 10
					      : -1;
}

static void copy_percent(const char *at, const char *ends, char *to, size_t size)
{
	size_t length = 0;

	for (; *at != '\0' && strchr(ends, *at) == NULL && length < size - 1; at++) {
		if (at[0] == '%' && hex_value(at[1]) >= 0 && hex_value(at[2]) >= 0) {
			to[length++] = (char)(hex_value(at[1]) << 4 | hex_value(at[2]));
			at += 2;
		} else {
			to[length++] = *at;
		}
	}
	to[length] = '\0';
}

/* Where the service sends whoever follows the link: the address that it was given. */
static bool read_carried(const char *href, const char *host, char carried[static HTML_HOST_SIZE])
{
	char url[URL_SIZE];
	const char *at = NULL;
	bool is_odd;

	if (is_below(host, "safelinks.protection.outlook.com"))
		at = strstr(href, "?url=");
	else if (strcmp(host, "urldefense.com") == 0 && strstr(href, "/v3/__") != NULL)
		at = strstr(href, "/v3/__") + strlen("/v3/__") - strlen("?url=");
	if (at == NULL)
		return false;
	copy_percent(at + strlen("?url="), "&", url, sizeof(url));
	return html_url_kind(url) == HTML_URL_WEB && html_url_host(url, carried, &is_odd) && !is_odd;
}

static bool ends_with_host(const char *seen, const char *host)
{
	char mark[HTML_HOST_SIZE + 3];
	size_t length = strlen(seen), mark_length;

	snprintf(mark, sizeof(mark), "[%s]", host);
	mark_length = strlen(mark);
	return length >= mark_length && strcasecmp(seen + length - mark_length, mark) == 0;
}

bool html_link_deceives(const char *href, const char *shown, char host[static HTML_HOST_SIZE])
{
	char seen[SHOWN_SIZE], said[HTML_HOST_SIZE], carried[HTML_HOST_SIZE];
	bool is_odd;

	if (!html_url_host(href, host, &is_odd))
		return false;
	copy_seen(shown, seen, sizeof(seen));
	if (ends_with_host(seen, host))
		return false;
	if (is_odd)
		return true;
	if (!read_shown(seen, said) || is_same_site(said, host))
		return false;
	return !read_carried(href, host, carried) || !is_same_site(said, carried);
}
