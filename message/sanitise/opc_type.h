/*
 * opc_type: what the types of relationships and parts of an OOXML package say about them. Pure tables.
 */
#ifndef MESSAGE_SANITISE_OPC_TYPE_H
#define MESSAGE_SANITISE_OPC_TYPE_H

#include <stdbool.h>
#include <stddef.h>

/* Bits of classes (rules/unsafe.h) of what an internal relationship of this type leads to; 0 for what only is shown. */
unsigned opc_type_relation_classes(const char *type);
/* The last word of a relationship's type: "hyperlink". Transitional, strict and Microsoft's own are alike. */
const char *opc_type_relation_word(const char *type);

/* Likewise of a part's content type; NULL when it has none. */
unsigned opc_type_part_classes(const char *type);

bool opc_type_is_xml(const char *type);

/* What a document becomes when its macros are taken out. */
struct opc_main_type {
	const char *type;	/* of its main part */
	const char *clean_type; /* of its main part without macros; NULL when there is none */
	const char *media_type; /* of such a file */
	const char *extension;
};

/* NULL for a main part that may have no macros anyway. */
const struct opc_main_type *opc_type_main(const char *type);

#endif
