#include "message/sanitise/opc_graph.h"

#include "message/form/document.h"
#include "message/sanitise/limits.h"
#include "message/sanitise/link_target.h"
#include "message/sanitise/opc_name.h"
#include "message/sanitise/opc_type.h"
#include "message/sanitise/payload.h"
#include "message/sanitise/xml_check.h"
#include "rules/grow.h"
#include "rules/unsafe.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { NS_RELATIONS = 1 };

static const struct xml_namespace namespaces[] = {
    {"http://schemas.openxmlformats.org/package/2006/relationships", NS_RELATIONS}, {NULL, 0}};

static int refuse(unsigned *obstacles, enum document_obstacle obstacle)
{
	*obstacles |= obstacle;
	return -EBADMSG;
}

void opc_graph_clear(struct opc_graph *graph)
{
	for (size_t i = 0; i < graph->relation_count; i++) {
		free(graph->relations[i].id);
		free(graph->relations[i].type);
	}
	free(graph->relations);
	free(graph->by_name);
	free(graph->parts);
	opc_types_clear(&graph->types);
	*graph = (struct opc_graph){0};
}

size_t opc_graph_find(const struct opc_graph *graph, const char *name)
{
	size_t low = 0, high = graph->part_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcasecmp(name, graph->parts[graph->by_name[middle]].name);
		if (order == 0)
			return graph->by_name[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return OPC_NOBODY;
}

static int compare_parts(const void *a, const void *b, void *context)
{
	const struct opc_part *parts = context;

	return strcasecmp(parts[*(const size_t *)a].name, parts[*(const size_t *)b].name);
}

static int list_parts(struct package *package, struct opc_graph *graph)
{
	const char *name;

	for (; (name = package_name(package, graph->part_count)) != NULL; graph->part_count++) {
		struct opc_part *parts = grow_by_one(graph->parts, graph->part_count, sizeof(*parts));
		if (parts == NULL)
			return -ENOMEM;
		graph->parts = parts;
		parts[graph->part_count] = (struct opc_part){.name = name};
	}
	graph->by_name = calloc(graph->part_count + 1, sizeof(*graph->by_name));
	if (graph->by_name == NULL)
		return -ENOMEM;
	for (size_t i = 0; i < graph->part_count; i++)
		graph->by_name[i] = i;
	if (graph->part_count > 1)
		qsort_r(graph->by_name, graph->part_count, sizeof(*graph->by_name), compare_parts, graph->parts);
	return 0;
}

static int read_types(struct package *package, struct opc_graph *graph, unsigned *obstacles)
{
	char *octets = NULL;
	size_t size = 0;
	int r = package_read(package, OPC_TYPES_NAME, &octets, &size, obstacles);

	if (r == -ENOENT)
		return refuse(obstacles, OBSTACLE_UNSUPPORTED);
	if (r == 0)
		r = opc_types_read(octets, size, &graph->types, obstacles);
	free(octets);
	graph->types_part = opc_graph_find(graph, OPC_TYPES_NAME);
	return r;
}

static bool is_folder(const char *name)
{
	return name[0] != '\0' && name[strlen(name) - 1] == '/';
}

/* What a part is by its type, and by what it begins with. */
static int judge_part(struct package *package, struct opc_graph *graph, struct opc_part *part, unsigned *obstacles)
{
	char *owner = NULL, *octets = NULL;
	size_t size = 0;

	if (is_folder(part->name) || part == &graph->parts[graph->types_part])
		return 0;
	int r = opc_name_owner(part->name, &owner);
	if (r == 0) {
		part->is_relations = true;
		part->owner = *owner != '\0' ? opc_graph_find(graph, owner) : OPC_PACKAGE;
		free(owner);
		return 0;
	}
	if (r != -ENOENT)
		return r;
	part->type = opc_types_find(&graph->types, part->name);
	part->classes = opc_type_part_classes(part->type != NULL ? part->type->type : NULL);
	r = package_read(package, part->name, &octets, &size, obstacles);
	if (r < 0)
		return r == -ENOENT ? refuse(obstacles, OBSTACLE_DAMAGED) : r;
	part->is_xml =
	    xml_check_looks(octets, size) || (part->type != NULL && size > 0 && opc_type_is_xml(part->type->type));
	if (payload_is(octets, size) && part->classes == 0)
		part->classes = UNSAFE_BIT(UNSAFE_OFFICE_EMBEDDED);
	free(octets);
	return 0;
}

static unsigned judge_relation(const struct opc_relation *relation, const char *target)
{
	unsigned classes = opc_type_relation_classes(relation->type);

	if (!relation->is_external)
		return classes;
	bool is_link = strcasecmp(opc_type_relation_word(relation->type), "hyperlink") == 0;
	return is_link && link_target_is_ordinary(target) ? 0 : classes | UNSAFE_BIT(UNSAFE_OFFICE_EXTERNAL);
}

static int resolve_target(struct opc_graph *graph, struct opc_relation *relation, const char *target)
{
	const char *owner = relation->owner < graph->part_count ? graph->parts[relation->owner].name : "";

	relation->target = OPC_NOBODY;
	if (relation->is_external)
		return 0;
	char *name = opc_name_resolve(owner, target);
	if (name == NULL)
		return -ENOMEM;
	relation->target = opc_graph_find(graph, name);
	free(name);
	return 0;
}

/* A target with a scheme or on a share is somewhere else, whatever its mode says. */
static bool is_external(const struct xml_token *token)
{
	const char *mode = xml_token_value(token, 0, "TargetMode"), *target = xml_token_value(token, 0, "Target");
	size_t scheme = strcspn(target, ":/?#");

	return (*mode != '\0' && strcmp(mode, "Internal") != 0) || target[scheme] == ':' ||
	       strncmp(target, "//", 2) == 0 || strchr(target, '\\') != NULL;
}

static int add_relation(struct opc_graph *graph, size_t source, const struct xml_token *token, unsigned *obstacles)
{
	const struct xml_token_attribute *id = xml_token_attribute(token, 0, "Id"),
					 *type = xml_token_attribute(token, 0, "Type"),
					 *target = xml_token_attribute(token, 0, "Target");

	if (id == NULL || type == NULL || target == NULL)
		return refuse(obstacles, OBSTACLE_DAMAGED);
	if (graph->relation_count >= LIMIT_OPC_RELATIONS)
		return refuse(obstacles, OBSTACLE_LIMIT);
	struct opc_relation *relations = grow_by_one(graph->relations, graph->relation_count, sizeof(*relations));
	if (relations == NULL)
		return -ENOMEM;
	graph->relations = relations;
	struct opc_relation *relation = &relations[graph->relation_count++];
	*relation = (struct opc_relation){.source = source,
	    .owner = graph->parts[source].owner,
	    .id = strdup(id->value),
	    .type = strdup(type->value),
	    .is_external = is_external(token),
	    .range = token->range};
	if (relation->id == NULL || relation->type == NULL)
		return -ENOMEM;
	relation->classes = judge_relation(relation, target->value);
	return resolve_target(graph, relation, target->value);
}

static int take_token(struct opc_graph *graph, size_t source, const struct xml_token *token, unsigned *obstacles)
{
	if (token->space != NS_RELATIONS || strcmp(token->name, "Relationship") != 0)
		return 0;
	if (token->kind == XML_TOKEN_END) {
		graph->relations[graph->relation_count - 1].range.to = token->range.to;
		return 0;
	}
	return add_relation(graph, source, token, obstacles);
}

static int read_tokens(struct opc_graph *graph, size_t source, const char *octets, size_t size, unsigned *obstacles)
{
	struct xml_reader *reader = NULL;
	struct xml_token token;
	int r = xml_check(octets, size, obstacles);

	if (r == 0)
		r = xml_reader_new(octets, size, namespaces, &reader);
	while (r >= 0 && (r = xml_reader_next(reader, &token, obstacles)) > 0)
		if (token.kind != XML_TOKEN_TEXT)
			r = take_token(graph, source, &token, obstacles);
	xml_reader_free(reader);
	return r;
}

static int read_relations(struct package *package, struct opc_graph *graph, size_t source, unsigned *obstacles)
{
	char *octets = NULL;
	size_t size = 0;
	int r = package_read(package, graph->parts[source].name, &octets, &size, obstacles);

	if (r == 0)
		r = read_tokens(graph, source, octets, size, obstacles);
	free(octets);
	return r == -ENOENT ? refuse(obstacles, OBSTACLE_DAMAGED) : r;
}

static int compare_relations(const void *a, const void *b)
{
	const struct opc_relation *x = a, *y = b;

	if (x->source != y->source)
		return x->source < y->source ? -1 : 1;
	return strcmp(x->id, y->id);
}

/* One relationship for each id, one main part, and is it signed? */
static int check_relations(struct opc_graph *graph, unsigned *obstacles)
{
	if (graph->relation_count > 1)
		qsort(graph->relations, graph->relation_count, sizeof(*graph->relations), compare_relations);
	graph->main_part = OPC_NOBODY;
	for (size_t i = 0; i < graph->relation_count; i++) {
		const struct opc_relation *relation = &graph->relations[i];
		const char *word = opc_type_relation_word(relation->type);
		if (i > 0 && compare_relations(&graph->relations[i - 1], relation) == 0)
			return refuse(obstacles, OBSTACLE_AMBIGUOUS);
		if (strstr(relation->type, "digital-signature/") != NULL)
			graph->is_signed = true;
		if (relation->owner != OPC_PACKAGE || strcasecmp(word, "officeDocument") != 0)
			continue;
		if (graph->main_part != OPC_NOBODY)
			return refuse(obstacles, OBSTACLE_AMBIGUOUS);
		graph->main_part = relation->target;
	}
	return graph->main_part == OPC_NOBODY ? refuse(obstacles, OBSTACLE_DAMAGED) : 0;
}

int opc_graph_read(struct package *package, struct opc_graph *graph, unsigned *obstacles)
{
	*graph = (struct opc_graph){0};
	int r = list_parts(package, graph);

	if (r == 0)
		r = read_types(package, graph, obstacles);
	for (size_t i = 0; r == 0 && i < graph->part_count; i++)
		r = judge_part(package, graph, &graph->parts[i], obstacles);
	for (size_t i = 0; r == 0 && i < graph->part_count; i++)
		if (graph->parts[i].is_relations)
			r = read_relations(package, graph, i, obstacles);
	return r == 0 ? check_relations(graph, obstacles) : r;
}

unsigned opc_graph_classes(const struct opc_graph *graph)
{
	unsigned classes = 0;

	for (size_t i = 0; i < graph->part_count; i++)
		classes |= graph->parts[i].classes;
	for (size_t i = 0; i < graph->relation_count; i++)
		classes |= graph->relations[i].classes;
	return classes;
}

static bool leads(const struct opc_graph *graph, const struct opc_relation *relation, bool with_all)
{
	size_t owner = relation->owner;
	bool is_known =
	    owner == OPC_PACKAGE || (owner < graph->part_count &&
					(with_all ? graph->parts[owner].was_reached : graph->parts[owner].is_reached));

	return is_known && relation->target < graph->part_count && (with_all || !relation->is_cut);
}

/* At most as often as there are steps from the package to its farthest part. */
static void reach(struct opc_graph *graph, bool with_all)
{
	bool is_more = true;

	while (is_more) {
		is_more = false;
		for (size_t i = 0; i < graph->relation_count; i++) {
			if (!leads(graph, &graph->relations[i], with_all))
				continue;
			struct opc_part *part = &graph->parts[graph->relations[i].target];
			bool *is_known = with_all ? &part->was_reached : &part->is_reached;
			is_more |= !*is_known;
			*is_known = true;
		}
	}
}

static void cut_relations(struct opc_graph *graph, unsigned strip, const char *word)
{
	for (size_t i = 0; i < graph->relation_count; i++) {
		struct opc_relation *relation = &graph->relations[i];
		bool is_word = word != NULL && strcasecmp(opc_type_relation_word(relation->type), word) == 0;
		if ((relation->classes & strip) == 0 && !is_word)
			continue;
		relation->is_cut = true;
		/* What it leads to is what it says, whoever else knows of it. */
		if (relation->target < graph->part_count)
			graph->parts[relation->target].is_removed = true;
	}
}

void opc_graph_cut(struct opc_graph *graph, unsigned strip, const char *word)
{
	cut_relations(graph, strip, word);
	for (size_t i = 0; i < graph->part_count; i++)
		graph->parts[i].is_removed |= (graph->parts[i].classes & strip) != 0;
	for (size_t i = 0; i < graph->relation_count; i++) {
		struct opc_relation *relation = &graph->relations[i];
		if ((relation->target < graph->part_count && graph->parts[relation->target].is_removed) ||
		    (relation->owner < graph->part_count && graph->parts[relation->owner].is_removed))
			relation->is_cut = true;
	}
	for (size_t i = 0; i < graph->part_count; i++)
		graph->parts[i].was_reached = graph->parts[i].is_reached = false;
	reach(graph, true);
	reach(graph, false);
	for (size_t i = 0; i < graph->part_count; i++)
		if (graph->parts[i].was_reached && !graph->parts[i].is_reached)
			graph->parts[i].is_removed = true;
	for (size_t i = 0; i < graph->part_count; i++)
		if (graph->parts[i].is_relations && graph->parts[i].owner < graph->part_count &&
		    graph->parts[graph->parts[i].owner].is_removed)
			graph->parts[i].is_removed = true;
}
