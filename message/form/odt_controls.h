/*
 * odt_controls: the form controls of an OpenDocument: described at its beginning, shown where a draw:control names
 * them.
 */
#ifndef MESSAGE_FORM_ODT_CONTROLS_H
#define MESSAGE_FORM_ODT_CONTROLS_H

#include "message/form/composer.h"
#include "message/form/odt_names.h"

struct odt_control {
	char *id;
	enum field_kind kind;
	struct text name;
	struct text label;
	struct text value;
	struct text initial; /* the blank's value */
	bool is_fixed;	     /* a label, no field */
	bool is_checked;
};

struct odt_controls {
	struct odt_control *items;
	size_t count;
};

void odt_controls_clear(struct odt_controls *controls);

/* A control begins. 0, -E2BIG past the limit, -ENOMEM. */
int odt_controls_add(struct odt_controls *controls, enum odt_tag tag, const struct xml_element *element);
/* A form:option of the newest one. */
void odt_controls_option(struct odt_controls *controls, const struct xml_element *element);
/* Text in the newest one, a form:textarea. */
void odt_controls_text(struct odt_controls *controls, const char *octets, size_t length);

/* Where the control `id` is shown. 0, -ENOENT. */
int odt_controls_compose(const struct odt_controls *controls, const char *id, struct composer *composer);

#endif
