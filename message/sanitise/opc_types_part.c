#include "message/sanitise/opc_types_part.h"

#include "message/form/document.h"
#include "message/sanitise/limits.h"
#include "message/sanitise/opc_name.h"
#include "message/sanitise/xml_check.h"
#include "rules/grow.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { NS_TYPES = 1 };

static const struct xml_namespace namespaces[] = {
    {"http://schemas.openxmlformats.org/package/2006/content-types", NS_TYPES}, {NULL, 0}};

void opc_types_clear(struct opc_types *types)
{
	for (size_t i = 0; i < types->count; i++) {
		free(types->entries[i].name);
		free(types->entries[i].type);
	}
	free(types->entries);
	*types = (struct opc_types){0};
}

static int add_entry(
    struct opc_types *types, const struct xml_token *token, const char *name, bool is_default, unsigned *obstacles)
{
	const struct xml_token_attribute *type = xml_token_attribute(token, 0, "ContentType");

	if (types->count >= LIMIT_OPC_TYPES || type == NULL) {
		*obstacles |= type == NULL ? OBSTACLE_DAMAGED : OBSTACLE_LIMIT;
		return -EBADMSG;
	}
	struct opc_type_entry *entries = grow_by_one(types->entries, types->count, sizeof(*entries));
	if (entries == NULL)
		return -ENOMEM;
	types->entries = entries;
	struct opc_type_entry *entry = &entries[types->count++];
	*entry = (struct opc_type_entry){.name = is_default ? strdup(name) : opc_name_of_part(name),
	    .type = strdup(type->value),
	    .is_default = is_default,
	    .range = token->range,
	    .value = type->inner};
	return entry->name == NULL || entry->type == NULL ? -ENOMEM : 0;
}

static int take_token(struct opc_types *types, const struct xml_token *token, unsigned *obstacles)
{
	if (token->kind == XML_TOKEN_END && token->range.to > token->range.from && types->count > 0 &&
	    token->space == NS_TYPES && strcmp(token->name, "Types") != 0)
		types->entries[types->count - 1].range.to = token->range.to;
	if (token->kind != XML_TOKEN_START || token->space != NS_TYPES)
		return 0;
	bool is_default = strcmp(token->name, "Default") == 0;
	if (!is_default && strcmp(token->name, "Override") != 0)
		return 0;
	return add_entry(
	    types, token, xml_token_value(token, 0, is_default ? "Extension" : "PartName"), is_default, obstacles);
}

static int compare(const void *a, const void *b)
{
	const struct opc_type_entry *x = a, *y = b;

	if (x->is_default != y->is_default)
		return x->is_default ? 1 : -1;
	return strcasecmp(x->name, y->name);
}

/* In the order that opc_types_find() searches. One type each. */
static int sort(struct opc_types *types, unsigned *obstacles)
{
	if (types->count > 1)
		qsort(types->entries, types->count, sizeof(*types->entries), compare);
	for (size_t i = 1; i < types->count; i++)
		if (compare(&types->entries[i - 1], &types->entries[i]) == 0) {
			*obstacles |= OBSTACLE_AMBIGUOUS;
			return -EBADMSG;
		}
	return 0;
}

int opc_types_read(const char *octets, size_t size, struct opc_types *ret_types, unsigned *obstacles)
{
	struct xml_reader *reader = NULL;
	struct opc_types types = {0};
	struct xml_token token;
	int r = xml_check(octets, size, obstacles);

	if (r == 0)
		r = xml_reader_new(octets, size, namespaces, &reader);
	if (r < 0)
		return r;
	while ((r = xml_reader_next(reader, &token, obstacles)) > 0) {
		r = take_token(&types, &token, obstacles);
		if (r < 0)
			break;
	}
	xml_reader_free(reader);
	if (r == 0)
		r = sort(&types, obstacles);
	if (r < 0)
		opc_types_clear(&types);
	else
		*ret_types = types;
	return r;
}

static const struct opc_type_entry *search(const struct opc_types *types, const char *name, bool is_default)
{
	const struct opc_type_entry key = {.name = (char *)(uintptr_t)name, .is_default = is_default};

	return types->count > 0 ? bsearch(&key, types->entries, types->count, sizeof(key), compare) : NULL;
}

const struct opc_type_entry *opc_types_find(const struct opc_types *types, const char *part)
{
	const struct opc_type_entry *entry = search(types, part, false);

	return entry != NULL ? entry : search(types, opc_name_extension(part), true);
}
