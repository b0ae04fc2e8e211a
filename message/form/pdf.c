#include "message/form/pdf.h"

#include "message/form/layout.h"
#include "rules/utf8.h"

#include <errno.h>
#include <math.h>
#include <poppler.h>
#include <string.h>

#define END_WITHIN  1024 /* octets from the end: "%%EOF" (ISO 32000-1, annex H.3.4.4) */
#define BOX	    "\xe2\x98\x90"
#define CHECKED_BOX "\xe2\x98\x92"

/* A page with text, and a field without appearance. */
static const char sample[] =
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[6 0 R]/DA(/F 9 Tf 0 g)/DR<</Font<</F 5 0 "
    "R>>>>>>>>endobj\n"
    "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>/Annots[6 0 "
    "R]>>endobj\n"
    "4 0 obj<</Length 37>>stream\nBT /F 12 Tf 20 150 Td (Name:) Tj ET  \nendstream endobj\n"
    "5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>endobj\n"
    "6 0 obj<</Type/Annot/Subtype/Widget/FT/Tx/T(name)/V(Terry)/Rect[80 145 180 165]/P 3 0 R/DA(/F 9 Tf 0 "
    "g)>>endobj\n"
    "trailer<</Root 1 0 R/Size 7>>\n%%EOF\n";

/* Poppler's rectangles have their origin at the bottom for fields, at the top for text. */
static struct block_area field_area(const PopplerRectangle *rectangle, double height)
{
	return (struct block_area){rectangle->x1, height - rectangle->y2, rectangle->x2, height - rectangle->y1};
}

static void append_value(struct text *value, char *piece)
{
	if (piece == NULL)
		return;
	if (value->length > 0)
		text_append_octet(value, '\n');
	text_append(value, piece, strlen(piece));
	g_free(piece);
}

static void read_choice(PopplerFormField *field, struct text *value)
{
	int count = poppler_form_field_choice_get_n_items(field);

	for (int i = 0; i < count && i < LIMIT_PDF_FIELDS; i++)
		if (poppler_form_field_choice_is_item_selected(field, i))
			append_value(value, poppler_form_field_choice_get_item(field, i));
	/* What was typed, where that is allowed. */
	if (value->length == 0)
		append_value(value, poppler_form_field_choice_get_text(field));
}

/* False for what is neither asked nor answered: buttons to push. */
static bool read_value(PopplerFormField *field, struct composer_field *facts, struct text *value)
{
	switch (poppler_form_field_get_field_type(field)) {
	case POPPLER_FORM_FIELD_TEXT:
		facts->kind = FIELD_TEXT;
		append_value(value, poppler_form_field_text_get_text(field));
		return true;
	case POPPLER_FORM_FIELD_CHOICE:
		facts->kind = FIELD_CHOICE;
		read_choice(field, value);
		return true;
	case POPPLER_FORM_FIELD_BUTTON:
		if (poppler_form_field_button_get_button_type(field) == POPPLER_FORM_BUTTON_PUSH)
			return false;
		facts->kind = FIELD_CHECK_BOX;
		facts->is_checked = poppler_form_field_button_get_state(field);
		append_value(value, g_strdup(facts->is_checked ? CHECKED_BOX : BOX));
		return true;
	case POPPLER_FORM_FIELD_SIGNATURE:
		facts->kind = FIELD_OTHER;
		return true;
	case POPPLER_FORM_FIELD_UNKNOWN:
		break;
	}
	return false;
}

static bool is_hidden(PopplerAnnot *annotation)
{
	return (poppler_annot_get_flags(annotation) & (POPPLER_ANNOT_FLAG_HIDDEN | POPPLER_ANNOT_FLAG_NO_VIEW)) != 0;
}

static bool is_same_area(const PopplerRectangle *a, const PopplerRectangle *b)
{
	return fabs(a->x1 - b->x1) < 1 && fabs(a->y1 - b->y1) < 1 && fabs(a->x2 - b->x2) < 1 && fabs(a->y2 - b->y2) < 1;
}

/* Fields do not say that they are hidden; their annotations do. */
static bool is_field_hidden(const PopplerFormFieldMapping *field, const GList *annotations)
{
	for (; annotations != NULL; annotations = annotations->next) {
		const PopplerAnnotMapping *mapping = annotations->data;
		if (poppler_annot_get_annot_type(mapping->annot) == POPPLER_ANNOT_WIDGET && is_hidden(mapping->annot) &&
		    is_same_area(&mapping->area, &field->area))
			return true;
	}
	return false;
}

/* What somebody typed over the page is text of the page; notes and other annotations are comments. */
static void read_typed(const GList *annotations, struct layout *layout)
{
	for (; annotations != NULL && layout->error == 0; annotations = annotations->next) {
		const PopplerAnnotMapping *mapping = annotations->data;
		if (poppler_annot_get_annot_type(mapping->annot) != POPPLER_ANNOT_FREE_TEXT ||
		    is_hidden(mapping->annot))
			continue;
		struct block_area area = field_area(&mapping->area, layout->height);
		char *contents = poppler_annot_get_contents(mapping->annot);
		if (contents != NULL)
			layout_text(layout, &area, contents);
		g_free(contents);
	}
}

static void read_field(PopplerFormFieldMapping *mapping, struct layout *layout)
{
	struct block_area area = field_area(&mapping->area, layout->height);
	struct composer_field facts = {0};
	struct text value = {0};

	if (read_value(mapping->field, &facts, &value))
		layout_field(layout, &area, &facts, poppler_form_field_get_name(mapping->field),
		    poppler_form_field_get_alternate_ui_name(mapping->field), text_string(&value));
	if (value.error < 0)
		layout->error = value.error;
	text_clear(&value);
}

static void read_fields(PopplerPage *page, struct layout *layout, struct composer *composer)
{
	GList *mappings = poppler_page_get_form_field_mapping(page),
	      *annotations = poppler_page_get_annot_mapping(page);
	size_t count = 0;

	for (const GList *at = mappings; at != NULL && layout->error == 0; at = at->next) {
		if (++count > LIMIT_PDF_FIELDS) {
			composer_stop(composer, OBSTACLE_LIMIT);
			break;
		}
		if (is_field_hidden(at->data, annotations))
			composer->document->had_hidden_text = true;
		else
			read_field(at->data, layout);
	}
	read_typed(annotations, layout);
	poppler_page_free_annot_mapping(annotations);
	poppler_page_free_form_field_mapping(mappings);
}

static bool read_text(PopplerPage *page, struct layout *layout)
{
	PopplerRectangle *rectangles = NULL;
	bool is_open = false, has_text = false;
	guint count = 0, i = 0;
	char *text = poppler_page_get_text(page);

	if (text == NULL || !poppler_page_get_text_layout(page, &rectangles, &count))
		goto out;
	for (const char *at = text; *at != '\0' && i < count; i++) {
		size_t length = utf8_character(at, strnlen(at, 4));
		if (length == 0)
			break;
		const struct block_area area = {rectangles[i].x1, rectangles[i].y1, rectangles[i].x2, rectangles[i].y2};
		layout_character(layout, &area, at, length, &is_open);
		has_text |= (unsigned char)*at > ' ';
		at += length;
	}
out:
	g_free(rectangles);
	g_free(text);
	return has_text;
}

static void count_images(PopplerPage *page, struct document *document)
{
	GList *images = poppler_page_get_image_mapping(page);

	document->image_count += g_list_length(images);
	document->image_page_count += images != NULL;
	poppler_page_free_image_mapping(images);
}

static int read_page(PopplerPage *page, unsigned number, struct composer *composer)
{
	struct layout layout = {0};

	poppler_page_get_size(page, &layout.width, &layout.height);
	read_fields(page, &layout, composer);
	if (!read_text(page, &layout) && layout.count == 0)
		count_images(page, composer->document);
	int r = layout.error;
	if (r == 0)
		layout_compose(&layout, number, composer);
	layout_clear(&layout);
	return r;
}

static int read_pages(PopplerDocument *pdf, struct composer *composer)
{
	struct document *document = composer->document;
	int count = poppler_document_get_n_pages(pdf), r = 0;

	document->page_count = count > 0 ? (unsigned)count : 0;
	for (int i = 0; i < count && r == 0 && !composer_is_stopped(composer); i++) {
		if (i == LIMIT_PDF_PAGES) {
			composer_stop(composer, OBSTACLE_LIMIT);
			break;
		}
		PopplerPage *page = poppler_document_get_page(pdf, i);
		if (page == NULL) {
			document->obstacles |= OBSTACLE_DAMAGED;
			continue;
		}
		r = read_page(page, (unsigned)i + 1, composer);
		g_object_unref(page);
	}
	return r;
}

/* What Adobe's programs put in place of a form that only they can show (dynamic XFA). */
static bool is_stand_in(const struct document *document)
{
	static const char words[] = "Please wait...";

	return document->page_count == 1 && document->block_count > 0 &&
	       strncmp(document->blocks[0].text, words, strlen(words)) == 0;
}

static bool has_end(const char *octets, size_t size)
{
	size_t within = size < END_WITHIN ? size : END_WITHIN;

	return memmem(octets + size - within, within, "%%EOF", 5) != NULL;
}

static int refuse(const GError *error, struct document *document)
{
	bool is_encrypted = error != NULL && g_error_matches(error, POPPLER_ERROR, POPPLER_ERROR_ENCRYPTED);

	document->obstacles |= is_encrypted ? OBSTACLE_ENCRYPTED : OBSTACLE_DAMAGED;
	return -EBADMSG;
}

int pdf_read(const void *octets, size_t size, struct composer *composer)
{
	GError *error = NULL;
	GBytes *bytes = g_bytes_new_static(octets, size);
	PopplerDocument *pdf = poppler_document_new_from_bytes(bytes, NULL, &error);
	int r;

	if (pdf == NULL) {
		r = refuse(error, composer->document);
	} else {
		/* Poppler mends a file that was cut, without a word. */
		if (!has_end(octets, size))
			composer->document->obstacles |= OBSTACLE_DAMAGED;
		r = read_pages(pdf, composer);
		if (r == 0 && is_stand_in(composer->document))
			composer->document->obstacles |= OBSTACLE_UNSUPPORTED;
		g_object_unref(pdf);
	}
	g_clear_error(&error);
	g_bytes_unref(bytes);
	return r;
}

int pdf_warm(void)
{
	struct document document;
	struct composer composer;

	document_init(&document);
	composer_init(&composer, &document);
	int r = pdf_read(sample, sizeof(sample) - 1, &composer);
	int finished = composer_finish(&composer);
	bool is_read = document.block_count == 2;
	document_clear(&document);
	if (finished < 0)
		return finished;
	return r == 0 && !is_read ? -EIO : r;
}
