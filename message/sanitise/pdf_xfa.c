#include "message/sanitise/pdf_xfa.h"

#include "message/form/xml.h"
#include "message/sanitise/inflated.h"
#include "message/sanitise/limits.h"
#include "message/sanitise/pdf_rules.h"
#include "message/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define XFA_DATA 1

/* The parts are one XML document when they are joined: the first opens what the last closes. */
struct form {
	const struct pdf_walk *walk;
	struct text xml;
	struct text text;    /* of the element that is open */
	unsigned depth;	     /* of elements ... */
	unsigned data_depth; /* ... and of the answers among them; 0: outside */
	bool is_render;	     /* the text is what dynamicRender says */
	bool is_dynamic;
	bool is_lost; /* an answer is in no field */
};

/* ------------------------------------------------------------------ what the XML says */

static void start(void *context, const struct xml_element *element)
{
	struct form *form = context;

	form->depth++;
	text_reset(&form->text);
	form->is_render = strcmp(element->name, "dynamicRender") == 0;
	if (form->data_depth == 0 && element->space == XFA_DATA && strcmp(element->name, "data") == 0)
		form->data_depth = form->depth;
}

/* Blank, or "0" of a box that nobody ticked. */
static bool is_nothing(const struct text *text)
{
	return text->length == 0 || strspn(text_string(text), " \t\r\n") == text->length ||
	       strcmp(text_string(text), "0") == 0;
}

static void end(void *context)
{
	struct form *form = context;

	if (form->is_render && strstr(text_string(&form->text), "required") != NULL)
		form->is_dynamic = true;
	form->is_render = false;
	if (form->data_depth != 0 && !is_nothing(&form->text)) {
		uint64_t value = pdf_walk_value(text_string(&form->text), form->text.length);
		form->is_lost |= number_set_find(&form->walk->values, value) == NULL;
	}
	text_reset(&form->text);
	if (form->data_depth == form->depth)
		form->data_depth = 0;
	form->depth--;
}

static void text(void *context, const char *octets, size_t length)
{
	struct form *form = context;

	text_append(&form->text, octets, length);
}

static int read_form(struct form *form)
{
	static const struct xml_namespace namespaces[] = {
	    {"http://www.xfa.org/schema/xfa-data/1.0/", XFA_DATA}, {NULL, 0}};
	const struct xml_handler handler = {.namespaces = namespaces, .start = start, .end = end, .text = text};
	unsigned obstacles = 0;
	int r = xml_read(text_string(&form->xml), form->xml.length, &handler, form, &obstacles);

	return form->text.error < 0 ? form->text.error : r;
}

/* ------------------------------------------------------------------ where the XML is */

/* Not packed, or deflated once: all else that could be is not looked into. */
static int unpack(qpdf_data pdf, qpdf_oh dictionary, const char *octets, size_t size, struct text *xml)
{
	qpdf_oh filter = qpdf_oh_get_key(pdf, dictionary, "/Filter");
	bool is_plain = qpdf_oh_is_null(pdf, filter);
	bool is_flate = qpdf_oh_is_name_and_equals(pdf, filter, "/FlateDecode");
	char *inner = NULL;
	size_t inner_size = 0;

	qpdf_oh_release(pdf, filter);
	if (is_plain) {
		text_append(xml, octets, size);
		return xml->error;
	}
	if (!is_flate)
		return -EBADMSG;
	int r = inflated_read(octets, size, LIMIT_PDF_XFA - xml->length, &inner, &inner_size);
	if (r == 0) {
		text_append(xml, inner, inner_size);
		r = xml->error;
	}
	free(inner);
	return r;
}

static int read_part(qpdf_data pdf, qpdf_oh part, struct text *xml)
{
	unsigned char *octets = NULL;
	size_t size = 0;

	if (!qpdf_oh_is_stream(pdf, part))
		return 0;
	if ((qpdf_oh_get_stream_data(pdf, part, qpdf_dl_none, NULL, &octets, &size) & (QPDF_ERRORS)) != 0)
		return -EBADMSG;
	qpdf_oh dictionary = qpdf_oh_get_dict(pdf, part);
	int r = size + xml->length > LIMIT_PDF_XFA ? -EFBIG : unpack(pdf, dictionary, (const char *)octets, size, xml);
	qpdf_oh_release(pdf, dictionary);
	free(octets);
	return r;
}

/* A stream, or names and streams in turn. */
static int read_parts(qpdf_data pdf, qpdf_oh xfa, struct text *xml)
{
	int count = qpdf_oh_is_array(pdf, xfa) ? qpdf_oh_get_array_n_items(pdf, xfa) : 0;
	int r = read_part(pdf, xfa, xml);

	for (int i = 0; i < count && r == 0; i++) {
		qpdf_oh item = qpdf_oh_get_array_item(pdf, xfa, i);
		r = read_part(pdf, item, xml);
		qpdf_oh_release(pdf, item);
	}
	return r;
}

static int find_parts(qpdf_data pdf, struct form *form)
{
	qpdf_oh root = qpdf_get_root(pdf);
	qpdf_oh fields = qpdf_oh_get_key_if_dict(pdf, root, "/AcroForm");
	qpdf_oh needs = qpdf_oh_get_key_if_dict(pdf, root, "/NeedsRendering");
	qpdf_oh xfa = qpdf_oh_get_key_if_dict(pdf, fields, "/XFA");

	form->is_dynamic = qpdf_oh_is_bool(pdf, needs) && qpdf_oh_get_bool_value(pdf, needs);
	return read_parts(pdf, xfa, &form->xml);
}

int pdf_xfa_look(qpdf_data pdf, const struct pdf_walk *walk, bool *ret_is_static)
{
	struct form form = {.walk = walk};
	int r = find_parts(pdf, &form);

	if (r == 0 && form.xml.length > 0)
		r = read_form(&form);
	qpdf_oh_release_all(pdf);
	text_clear(&form.xml);
	text_clear(&form.text);
	if (r == -ENOMEM || r == -EFBIG)
		return r;
	*ret_is_static = r == 0 && !form.is_dynamic && !form.is_lost && walk->facts.fields > 0;
	return 0;
}
