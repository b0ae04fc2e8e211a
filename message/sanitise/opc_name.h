/*
 * opc_name: names of parts in an OOXML package, and the targets of relationships that mean them (ECMA-376 part 2).
 */
#ifndef MESSAGE_SANITISE_OPC_NAME_H
#define MESSAGE_SANITISE_OPC_NAME_H

#include <stdbool.h>

/* The part that `target` means, seen from part `owner` ("" for the package), as the container names it: no slash at its
 * start, no fragment, segments resolved, what needs no percent sign without one. Heap; NULL for want of memory. */
char *opc_name_resolve(const char *owner, const char *target);

/* A PartName of [Content_Types].xml likewise. */
char *opc_name_of_part(const char *part_name);

/* Is `name` that of relationships, and of which part? 0 with the owner's name ("" for the package), heap; -ENOENT;
 * -ENOMEM. */
int opc_name_owner(const char *name, char **ret_owner);

/* The part of a name behind its last dot, "" when there is none. */
const char *opc_name_extension(const char *name);

#endif
