/*
 * findings: what one part of a package was found to hold, and which of its octets have to go.
 */
#ifndef MESSAGE_SANITISE_FINDINGS_H
#define MESSAGE_SANITISE_FINDINGS_H

#include "message/sanitise/xml_edit.h"

#include <stdbool.h>

struct findings {
	unsigned strip;	    /* bits of classes, the caller's */
	unsigned found;	    /* bits of classes */
	unsigned obstacles; /* of message/form/document.h; with any, the edits are worth nothing */
	struct xml_edits edits;
	struct text gone;     /* of OpenDocument: the parts that were referred to by what is cut, each with its NUL */
	bool has_cut_formula; /* the order of calculation is another */
};

void findings_clear(struct findings *findings);

/* Notes the classes; is any of them to be stripped? */
bool findings_add(struct findings *findings, unsigned classes);

#endif
