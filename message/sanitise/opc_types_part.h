/*
 * opc_types_part: [Content_Types].xml: the types of parts, and the same without some (ECMA-376 part 2, section 10.1.2).
 */
#ifndef MESSAGE_SANITISE_OPC_TYPES_PART_H
#define MESSAGE_SANITISE_OPC_TYPES_PART_H

#include "message/sanitise/xml_token.h"

#define OPC_TYPES_NAME "[Content_Types].xml"

struct opc_type_entry {
	char *name; /* of a part, or an extension; heap */
	char *type; /* heap */
	bool is_default;
	struct xml_range range; /* of the element */
	struct xml_range value; /* of its type, between the quotes */
};

struct opc_types {
	struct opc_type_entry *entries;
	size_t count;
};

/* 0; -EBADMSG with the obstacle (message/form/document.h) added: damaged, or a part with two types; -ENOMEM. */
int opc_types_read(const char *octets, size_t size, struct opc_types *ret_types, unsigned *obstacles);
void opc_types_clear(struct opc_types *types);

/* The entry that says what type a part has; NULL when it has none. */
const struct opc_type_entry *opc_types_find(const struct opc_types *types, const char *part);

#endif
