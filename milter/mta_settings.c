#include "milter/mta_settings.h"

#include "rules/grow.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX   16	   /* of names in names: Postfix allows 10 */
#define EXPANDS_MAX 1000   /* names in all, so that no file costs more than a moment */
#define VALUE_MAX   262144 /* octets of an expanded value */

/* Defaults of Postfix 3.7 and later where we ask. */
static const struct {
	const char *name, *value;
} defaults[] = {{"compatibility_level", "0"}, {"queue_directory", "/var/spool/postfix"}, {"mail_owner", "postfix"},
    {"config_directory", "/etc/postfix"}, {"milter_protocol", "6"}, {"milter_connect_timeout", "30s"},
    {"milter_command_timeout", "30s"}, {"milter_content_timeout", "300s"}, {"message_size_limit", "10240000"},
    {"header_size_limit", "102400"}, {"virtual_alias_maps", "$virtual_maps"}, {"smtp_use_tls", "no"},
    {"smtp_enforce_tls", "no"}, {"milter_connect_macros", "j {daemon_name} {daemon_addr} v _"},
    {"milter_mail_macros", "i {auth_type} {auth_authen} {auth_author} {mail_addr} {mail_host} {mail_mailer}"},
    {"milter_end_of_header_macros", "i"}, {"milter_end_of_data_macros", "i"}};

/* What an expansion needs and has used up. */
struct scope {
	const struct mta_postfix *postfix;
	const struct mta_service *service;
	FILE *out;
	unsigned expands;
};

int mta_settings_add(struct mta_settings *settings, const char *text, size_t length, int line)
{
	const char *sign = memchr(text, '=', length), *end = text + length;

	if (sign == NULL)
		return 0;
	struct mta_setting *grown = grow_by_one(settings->items, settings->count, sizeof(*grown));
	if (grown == NULL)
		return -ENOMEM;
	settings->items = grown;
	const char *name_end = sign, *value = sign + 1;
	while (text < name_end && isspace((unsigned char)*text))
		text++;
	while (name_end > text && isspace((unsigned char)name_end[-1]))
		name_end--;
	while (value < end && isspace((unsigned char)*value))
		value++;
	while (end > value && isspace((unsigned char)end[-1]))
		end--;
	struct mta_setting new = {
	    strndup(text, (size_t)(name_end - text)), strndup(value, (size_t)(end - value)), line};
	settings->items[settings->count++] = new;
	return new.name != NULL &&new.value != NULL ? 0 : -ENOMEM;
}

void mta_settings_clear(struct mta_settings *settings)
{
	for (size_t i = 0; i < settings->count; i++) {
		free(settings->items[i].name);
		free(settings->items[i].value);
	}
	free(settings->items);
	*settings = (struct mta_settings){0};
}

const struct mta_setting *mta_settings_find(const struct mta_settings *settings, const char *name)
{
	for (size_t i = settings->count; i > 0; i--) {
		const struct mta_setting *setting = &settings->items[i - 1];
		if (setting->name != NULL && setting->value != NULL && strcmp(setting->name, name) == 0)
			return setting;
	}
	return NULL;
}

static const char *default_of(const char *name)
{
	for (size_t i = 0; i < sizeof(defaults) / sizeof(defaults[0]); i++)
		if (strcmp(defaults[i].name, name) == 0)
			return defaults[i].value;
	return "";
}

static const struct mta_setting *find(
    const struct mta_postfix *postfix, const struct mta_service *service, const char *name, const char **ret_file)
{
	const struct mta_setting *own = service != NULL ? mta_settings_find(&service->own, name) : NULL;

	*ret_file = own != NULL ? postfix->master_file : postfix->main_file;
	return own != NULL ? own : mta_settings_find(&postfix->settings, name);
}

static const char *raw_value(const struct scope *scope, const char *name)
{
	const char *file = NULL;
	const struct mta_setting *setting = find(scope->postfix, scope->service, name, &file);

	return setting != NULL ? setting->value : default_of(name);
}

static void expand(struct scope *scope, const char *text, unsigned depth);

/* "name", "name?text", "name:text", with or without braces around the text; ternaries are cut at their second part. */
static void expand_name(struct scope *scope, char *inner, unsigned depth)
{
	size_t length = strcspn(inner, "?:");
	char sign = inner[length], *other = inner + length + (sign != '\0');

	inner[length] = '\0';
	const char *value = raw_value(scope, inner + strspn(inner, " "));
	if (*other == '{') {
		other++;
		other[strcspn(other, "}")] = '\0';
	}
	if (sign == '\0')
		expand(scope, value, depth);
	else if ((*value != '\0') == (sign == '?'))
		expand(scope, other, depth);
}

/* Behind a "$": the octets of the name with what is around it. */
static size_t name_length(const char *at)
{
	size_t length = 0;

	if (*at != '{' && *at != '(') {
		while (isalnum((unsigned char)at[length]) || at[length] == '_')
			length++;
		return length;
	}
	for (int depth = 0; at[length] != '\0'; length++) {
		depth += strchr("{(", at[length]) != NULL ? 1 : strchr("})", at[length]) != NULL ? -1 : 0;
		if (depth == 0)
			return length + 1;
	}
	return length;
}

static void expand(struct scope *scope, const char *text, unsigned depth)
{
	for (; *text != '\0' && ftell(scope->out) < VALUE_MAX; text++) {
		size_t length = *text == '$' ? name_length(text + 1) : 0;
		if (length == 0) {
			fputc(*text == '\n' ? ' ' : *text, scope->out);
			text += text[0] == '$' && text[1] == '$';
			continue;
		}
		bool is_quoted = text[1] == '{' || text[1] == '(';
		char *inner = is_quoted ? strndup(text + 2, length > 1 ? length - 2 : 0) : strndup(text + 1, length);
		if (inner != NULL && depth < DEPTH_MAX && scope->expands++ < EXPANDS_MAX)
			expand_name(scope, inner, depth + 1);
		free(inner);
		text += length;
	}
}

/* What was answered stays until the configuration goes. */
static const char *keep(struct mta_postfix *postfix, char *value)
{
	char **grown = value != NULL ? grow_by_one(postfix->values, postfix->value_count, sizeof(*grown)) : NULL;

	if (grown == NULL) {
		free(value);
		postfix->is_short = true;
		return "";
	}
	postfix->values = grown;
	postfix->values[postfix->value_count++] = value;
	return value;
}

const char *mta_postfix_get(
    struct mta_postfix *postfix, const struct mta_service *service, const char *name, struct mta_place *ret_place)
{
	const char *file = NULL;
	const struct mta_setting *setting = find(postfix, service, name, &file);
	struct scope scope = {postfix, service, NULL, 0};
	char *value = NULL;
	size_t size = 0;

	if (ret_place != NULL)
		*ret_place = (struct mta_place){file, setting != NULL ? setting->line : 0};
	scope.out = open_memstream(&value, &size);
	if (scope.out == NULL)
		return keep(postfix, NULL);
	expand(&scope, setting != NULL ? setting->value : default_of(name), 0);
	if (fclose(scope.out) != 0) {
		free(value);
		value = NULL;
	}
	return keep(postfix, value);
}

bool mta_postfix_is_set(const struct mta_postfix *postfix, const struct mta_service *service, const char *name)
{
	const char *file = NULL;

	return find(postfix, service, name, &file) != NULL;
}

long mta_postfix_time(const char *text)
{
	static const struct {
		char unit;
		long ms;
	} units[] = {{'\0', 1000}, {'s', 1000}, {'m', 60000}, {'h', 3600000}, {'d', 86400000}, {'w', 604800000}};
	char *end = NULL;
	long number = strtol(text, &end, 10);

	if (end == text || number < 0 || number > 1000000)
		return -1;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (*end == units[i].unit && (*end == '\0' || end[1] == '\0'))
			return number * units[i].ms;
	return -1;
}
