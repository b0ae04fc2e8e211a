/*
 * opc_graph: the parts of an OOXML package and how they lead to one another, and what of it goes.
 *
 * By relationship type, content type and a part's own first octets, never by a name. What only led to or from what goes
 * has nobody left who knows of it, and goes too.
 */
#ifndef MESSAGE_SANITISE_OPC_GRAPH_H
#define MESSAGE_SANITISE_OPC_GRAPH_H

#include "message/form/package.h"
#include "message/sanitise/opc_types_part.h"

#include <stdbool.h>
#include <stddef.h>

#define OPC_NOBODY  ((size_t)-1) /* no part of this name */
#define OPC_PACKAGE ((size_t)-2) /* the package itself has the relationship */

struct opc_part {
	const char *name;		   /* the package's */
	const struct opc_type_entry *type; /* NULL when it has none */
	unsigned classes;		   /* bits of what it is itself; 0 for what may stay */
	bool is_relations;
	size_t owner; /* of relationships: whose */
	bool is_xml;
	bool was_reached, is_reached; /* from the package, with all relationships and with those that stay */
	bool is_removed;
};

struct opc_relation {
	size_t source; /* the part that it stands in */
	size_t owner, target;
	char *id, *type; /* heap */
	bool is_external;
	unsigned classes;
	bool is_cut;
	struct xml_range range;
};

struct opc_graph {
	struct opc_types types;
	struct opc_part *parts; /* in the order of the package */
	size_t part_count;
	size_t *by_name;
	struct opc_relation *relations; /* by source, then by id */
	size_t relation_count;
	size_t types_part, main_part;
	bool is_signed;
};

/* 0; -EBADMSG with the obstacle (message/form/document.h) added; -ENOMEM. Clear it in any case. */
int opc_graph_read(struct package *package, struct opc_graph *graph, unsigned *obstacles);
void opc_graph_clear(struct opc_graph *graph);

/* OPC_NOBODY when there is none. */
size_t opc_graph_find(const struct opc_graph *graph, const char *name);

/* Bits of classes of all parts and relationships. */
unsigned opc_graph_classes(const struct opc_graph *graph);

/* Marks what goes: relationships and parts of these classes, those of type `word` as well when it is not NULL, and what
 * is left behind by them. Bits of classes in what goes. */
void opc_graph_cut(struct opc_graph *graph, unsigned strip, const char *word);

#endif
