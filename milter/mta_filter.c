#include "milter/mta_filter.h"

#include "milter/mta_settings.h"
#include "rules/grow.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define SEPARATORS ", \t\r\n"

/* "HOST:PORT" with or without brackets around the host, or "PORT@HOST". */
static char *inet_address(const char *rest, bool is_postfix)
{
	const char *sign = is_postfix && strchr(rest, '@') == NULL ? strrchr(rest, ':') : strchr(rest, '@');
	const char *host = rest, *port = rest;
	char *address = NULL;

	if (sign == NULL)
		return strdup(rest);
	if (*sign == ':')
		port = sign + 1;
	else
		host = sign + 1;
	size_t length = *sign == ':' ? (size_t)(sign - rest) : strlen(host);
	int port_length = *sign == ':' ? (int)strlen(port) : (int)(sign - rest);
	if (length >= 2 && host[0] == '[' && host[length - 1] == ']') {
		host++;
		length -= 2;
	}
	if (length == strlen("localhost") && strncasecmp(host, "localhost", length) == 0) {
		host = "127.0.0.1";
		length = strlen(host);
	}
	return asprintf(&address, "inet:%.*s@%.*s", port_length, port, (int)length, host) < 0 ? NULL : address;
}

char *mta_address(const char *text, bool is_postfix)
{
	char *address = NULL;

	if (strncasecmp(text, "inet:", 5) == 0)
		return inet_address(text + 5, is_postfix);
	if (strncasecmp(text, "inet6:", 6) == 0)
		return inet_address(text + 6, is_postfix);
	if (strncasecmp(text, "local:", 6) == 0)
		text += 6;
	else if (strncasecmp(text, "unix:", 5) == 0)
		text += 5;
	else if (text[0] != '/')
		return strdup(text);
	return asprintf(&address, "unix:%s", text) < 0 ? NULL : address;
}

void mta_filters_clear(struct mta_filters *filters)
{
	for (size_t i = 0; i < filters->count; i++) {
		free(filters->items[i].name);
		free(filters->items[i].address);
		mta_settings_clear(&filters->items[i].own);
	}
	free(filters->items);
	*filters = (struct mta_filters){0};
}

/* "address, name = value, ...": the inside of braces. */
static int read_parts(struct mta_filter *filter, char *inside)
{
	char *rest = inside;
	int r = 0;

	for (char *part = strsep(&rest, ","); part != NULL && r == 0; part = strsep(&rest, ",")) {
		part += strspn(part, SEPARATORS);
		part[strcspn(part, filter->address == NULL ? SEPARATORS : "")] = '\0';
		if (filter->address != NULL) {
			r = mta_settings_add(&filter->own, part, strlen(part), 0);
		} else if (*part != '\0') {
			filter->address = mta_address(part, true);
			r = filter->address != NULL ? 0 : -ENOMEM;
		}
	}
	return r;
}

static int add_filter(struct mta_filters *filters, const char *text, size_t length)
{
	bool is_braced = text[0] == '{';
	char *inside = strndup(text + is_braced, length - is_braced);
	struct mta_filter filter = {0};
	struct mta_filter *grown = grow_by_one(filters->items, filters->count, sizeof(*grown));
	int r = inside != NULL && grown != NULL ? read_parts(&filter, inside) : -ENOMEM;

	if (grown != NULL)
		filters->items = grown;
	if (r == 0 && filter.address != NULL) {
		filters->items[filters->count++] = filter;
	} else {
		free(filter.address);
		mta_settings_clear(&filter.own);
	}
	free(inside);
	return r;
}

int mta_filters_parse(struct mta_filters *filters, const char *list)
{
	int r = 0;

	*filters = (struct mta_filters){0};
	while (r == 0 && *(list += strspn(list, SEPARATORS)) != '\0') {
		size_t length = *list == '{' ? strcspn(list, "}") : strcspn(list, SEPARATORS);
		r = add_filter(filters, list, length);
		list += length + (*list == '{' && list[length] == '}');
	}
	return r;
}

const char *mta_filter_signer(const struct mta_filter *filter, bool *ret_is_sure)
{
	static const struct {
		const char *word, *program;
		bool is_sure;
	} signers[] = {{"dkim", "a DKIM signer", true}, {"openarc", "OpenARC", true}, {":8891@", "OpenDKIM", true},
	    {":12301@", "OpenDKIM", true}, {"rspamd", "rspamd", false}, {":11332@", "rspamd", false},
	    {"amavis", "amavis", false}};

	for (size_t i = 0; i < sizeof(signers) / sizeof(signers[0]); i++) {
		if (strcasestr(filter->address, signers[i].word) == NULL &&
		    (filter->name == NULL || strcasestr(filter->name, signers[i].word) == NULL))
			continue;
		*ret_is_sure = signers[i].is_sure;
		return signers[i].program;
	}
	return NULL;
}

const char *mta_filter_get(const struct mta_filter *filter, const char *name)
{
	const struct mta_setting *setting = mta_settings_find(&filter->own, name);

	return setting != NULL ? setting->value : NULL;
}
