/*
 * docx_control: what a content control, or the data of a legacy form field, says of itself before its text comes.
 */
#ifndef MESSAGE_FORM_DOCX_CONTROL_H
#define MESSAGE_FORM_DOCX_CONTROL_H

#include "message/form/composer.h"
#include "message/form/docx_names.h"
#include "message/form/legacy_field.h"

/* w:sdt (ECMA-376 part 1, section 17.5.2). */
struct docx_control {
	enum field_kind kind;
	struct text tag;
	struct text alias;
	bool is_group; /* holds other things, or cannot be changed: no field */
	bool is_placeholder;
	bool is_checked;
	bool is_begun;
};

void docx_control_clear(struct docx_control *control);
/* A child of w:sdtPr, or of its w14:checkbox. */
void docx_control_property(struct docx_control *control, enum docx_tag tag, const struct xml_element *element);
struct composer_field docx_control_field(const struct docx_control *control);

/* A child of the w:ffData of a form field, or of its w:checkBox, w:textInput or w:ddList (section 17.16.17). */
void docx_field_property(
    struct legacy_field *field, enum docx_tag parent, enum docx_tag tag, const struct xml_element *element);

#endif
