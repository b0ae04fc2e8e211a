/*
 * vkey_option: verifier keys that an auditor gives on the command line: each one's text, or a file of them, a line
 * each.
 */
#ifndef AUDIT_TOOL_VKEY_OPTION_H
#define AUDIT_TOOL_VKEY_OPTION_H

#include "audit/note.h"

#include <stddef.h>

#define VKEY_OPTION_MAX 256

struct vkey_option {
	struct note_verifier keys[VKEY_OPTION_MAX];
	size_t count;
};

/* Adds those of one option. 0, or negative errno after saying on standard error what is wrong. */
int vkey_option_add(struct vkey_option *option, const char *value);

#endif
