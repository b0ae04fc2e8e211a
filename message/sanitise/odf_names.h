/*
 * odf_names: the elements of OpenDocument that are active, embed something or reach out (OpenDocument 1.3, part 3).
 */
#ifndef MESSAGE_SANITISE_ODF_NAMES_H
#define MESSAGE_SANITISE_ODF_NAMES_H

#include "message/form/xml.h"

enum odf_namespace {
	ODF_OFFICE = 1,
	ODF_TEXT,
	ODF_TABLE,
	ODF_DRAW,
	ODF_FORM,
	ODF_SCRIPT,
	ODF_PRESENTATION,
	ODF_STYLE,
	ODF_XLINK,
	ODF_ANIMATION,
	ODF_META,
	ODF_SVG,
	ODF_DATABASE,
	ODF_XFORMS,
	ODF_OPENOFFICE,
	ODF_MANIFEST
};

enum odf_action {
	ODF_NOTHING,
	ODF_CUT,       /* goes with all in it */
	ODF_CUT_PART,  /* likewise, and the part that it refers to */
	ODF_UNWRAP,    /* its tags go, its text stays */
	ODF_LINK,      /* is followed by a reader: may lead to the web */
	ODF_SHOWN,     /* goes when what it refers to is elsewhere */
	ODF_LIBRARIES, /* scripts: goes unless there is nothing in it but the names of empty libraries */
	ODF_LIST       /* goes when nothing is left in it */
};

extern const struct xml_namespace odf_namespaces[];

enum odf_action odf_action_of(int space, const char *name);

#endif
