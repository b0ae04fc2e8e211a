#include "message/form/odt_story.h"

#include "message/form/odt_controls.h"
#include "message/form/odt_names.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define REPEATED_MOST 100 /* empty cells that one stands for; spaces likewise */
#define BOX	      "\xe2\x98\x90"
#define CHECKED_BOX   "\xe2\x98\x92"
#define FIELD_PREFIX  "vnd.oasis.opendocument.field."

/* An open element. */
struct level {
	enum odt_tag tag;
	bool is_hidden;
	bool is_aside;		/* a paragraph, or what holds some, within a paragraph */
	bool has_field;		/* its text is a field's */
	unsigned columns;	/* that a cell stands for */
	enum block_place place; /* before it */
};

/* A field of legacy forms: field:fieldmark. */
struct mark {
	struct text name;
	struct text value;
	struct text entries;
	unsigned chosen;
	enum field_kind kind;
	bool is_checked;
	bool is_field;
};

struct story {
	struct composer *composer;
	struct odt_styles *styles;
	struct odt_controls controls;
	struct level levels[LIMIT_XML_DEPTH + 1];
	unsigned depth;
	unsigned skip; /* depth of the element that is skipped with all in it; 0: none */
	unsigned paragraph_depth;
	bool is_after_blank;	     /* white space collapses (ODF 1.3 part 3, section 6.1.2) */
	bool is_in_area;	     /* of a form: its text is its value */
	struct composer_field field; /* of the element whose text is being read */
	struct text field_name, field_alias;
	struct mark marks[LIMIT_FIELD_DEPTH];
	unsigned mark_depth;
};

static void note_error(struct story *story, int r)
{
	if (r == -E2BIG)
		composer_stop(story->composer, OBSTACLE_LIMIT);
	else if (r == -ENOMEM) {
		story->composer->error = -ENOMEM;
		story->composer->is_stopped = true;
	}
}

static struct level *top(struct story *story)
{
	return &story->levels[story->depth - 1];
}

static bool is_hidden(struct story *story)
{
	if (story->depth == 0 || !top(story)->is_hidden)
		return false;
	story->composer->document->had_hidden_text = true;
	return true;
}

static void add_text(struct story *story, const char *octets, size_t length)
{
	if (!is_hidden(story))
		composer_text(story->composer, octets, length);
	story->is_after_blank = false;
}

static void add_collapsed(struct story *story, const char *octets, size_t length)
{
	for (size_t at = 0; at < length;) {
		size_t blanks = 0, words = 0;
		while (at + blanks < length && memchr(" \t\r\n", octets[at + blanks], 4) != NULL)
			blanks++;
		if (blanks > 0 && !story->is_after_blank) {
			add_text(story, " ", 1);
			story->is_after_blank = true;
		}
		at += blanks;
		while (at + words < length && memchr(" \t\r\n", octets[at + words], 4) == NULL)
			words++;
		if (words > 0)
			add_text(story, octets + at, words);
		at += words;
	}
}

static void add_repeated(struct story *story, const struct xml_element *element)
{
	for (unsigned i = odt_count(element, ODT_TEXT, "c", REPEATED_MOST); i > 0; i--)
		add_text(story, " ", 1);
}

/* ------------------------------------------------------------------ paragraphs, sections, tables */

static void begin_aside(struct story *story)
{
	composer_aside_begin(story->composer);
	top(story)->is_aside = true;
}

static void start_paragraph(struct story *story, enum odt_tag tag, const struct xml_element *element)
{
	const struct odt_style *style = odt_styles_find(story->styles, 'p', odt_value(element, ODT_TEXT, "style-name"));

	if (story->paragraph_depth++ > 0)
		begin_aside(story);
	if (style != NULL) {
		story->composer->style = style->block_style;
		if (style->display != DISPLAY_INHERITED)
			top(story)->is_hidden = style->display == DISPLAY_HIDDEN;
	}
	if (tag == ODT_HEADING && story->composer->style == STYLE_PLAIN)
		story->composer->style = STYLE_HEADING;
	story->is_after_blank = true;
}

static void start_span(struct story *story, const struct xml_element *element)
{
	const struct odt_style *style = odt_styles_find(story->styles, 't', odt_value(element, ODT_TEXT, "style-name"));

	if (style != NULL && style->display != DISPLAY_INHERITED)
		top(story)->is_hidden = style->display == DISPLAY_HIDDEN;
}

static void skip(struct story *story)
{
	story->skip = story->depth;
}

static void hide(struct story *story)
{
	story->composer->document->had_hidden_text = true;
	skip(story);
}

static void start_section(struct story *story, const struct xml_element *element)
{
	const char *display = odt_value(element, ODT_TEXT, "display");

	if (strcmp(display, "none") == 0 ||
	    (strcmp(display, "condition") == 0 && odt_is_true(element, ODT_TEXT, "is-hidden")))
		hide(story);
}

static void start_page_part(struct story *story, enum odt_tag tag, const struct xml_element *element)
{
	if (strcmp(odt_value(element, ODT_STYLE, "display"), "false") == 0) {
		skip(story);
		return;
	}
	composer_paragraph_end(story->composer);
	story->composer->place = tag == ODT_HEADER ? PLACE_HEADER : PLACE_FOOTER;
}

static void start_cell(struct story *story, const struct xml_element *element)
{
	top(story)->columns = odt_count(element, ODT_TABLE, "number-columns-repeated", REPEATED_MOST);
}

static void start_structure(struct story *story, enum odt_tag tag, const struct xml_element *element)
{
	switch (tag) {
	case ODT_PARAGRAPH:
	case ODT_HEADING:
		start_paragraph(story, tag, element);
		break;
	case ODT_SPAN:
		start_span(story, element);
		break;
	case ODT_SECTION:
		start_section(story, element);
		break;
	case ODT_TABLE_TABLE:
		composer_table_begin(story->composer);
		break;
	case ODT_ROW:
		if (strcmp(odt_value(element, ODT_TABLE, "visibility"), "collapse") == 0)
			hide(story);
		break;
	case ODT_CELL:
	case ODT_COVERED_CELL:
		start_cell(story, element);
		break;
	case ODT_HEADER:
	case ODT_FOOTER:
		start_page_part(story, tag, element);
		break;
	case ODT_NOTE_BODY:
		composer_aside_begin(story->composer);
		story->composer->place = PLACE_NOTE;
		top(story)->is_aside = true;
		break;
	case ODT_TRACKED_CHANGES:
		story->composer->document->had_changes = true;
		skip(story);
		break;
	case ODT_SKIP:
		skip(story);
		break;
	default:
		break;
	}
}

/* ------------------------------------------------------------------ fields */

static void set(struct text *text, const char *value)
{
	text_reset(text);
	text_append(text, value, strlen(value));
}

/* The element's text is the field's value. Fields in fields are text of the outer one. */
static void begin_field(struct story *story, enum field_kind kind, const char *name, const char *alias)
{
	for (unsigned i = 0; i + 1 < story->depth; i++)
		if (story->levels[i].has_field)
			return;
	set(&story->field_name, name);
	set(&story->field_alias, alias);
	story->field = (struct composer_field){.kind = kind};
	top(story)->has_field = true;
	composer_field_begin(story->composer);
}

static void end_field(struct story *story)
{
	story->field.name = text_string(&story->field_name);
	story->field.alias = text_string(&story->field_alias);
	composer_field_end(story->composer, &story->field);
}

static void start_content_control(struct story *story, const struct xml_element *element)
{
	enum field_kind kind = FIELD_TEXT;

	if (odt_is_true(element, ODT_EXTENSION, "checkbox"))
		kind = FIELD_CHECK_BOX;
	else if (odt_is_true(element, ODT_EXTENSION, "dropdown") || odt_is_true(element, ODT_EXTENSION, "combobox"))
		kind = FIELD_CHOICE;
	else if (odt_is_true(element, ODT_EXTENSION, "date"))
		kind = FIELD_DATE;
	else if (odt_is_true(element, ODT_EXTENSION, "picture"))
		kind = FIELD_OTHER;
	begin_field(story, kind, odt_value(element, ODT_EXTENSION, "tag"), odt_value(element, ODT_EXTENSION, "alias"));
	if (!top(story)->has_field)
		return;
	story->field.is_checked = kind == FIELD_CHECK_BOX && odt_is_true(element, ODT_EXTENSION, "checked");
	story->field.is_placeholder =
	    kind != FIELD_CHECK_BOX && odt_is_true(element, ODT_EXTENSION, "showing-place-holder");
}

static void start_mark(struct story *story, enum odt_tag tag, const struct xml_element *element)
{
	const char *type = odt_value(element, ODT_FIELD, "type");

	if (story->mark_depth >= LIMIT_FIELD_DEPTH) {
		composer_stop(story->composer, OBSTACLE_LIMIT);
		return;
	}
	struct mark *mark = &story->marks[story->mark_depth++];
	*mark = (struct mark){0};
	if (strncmp(type, FIELD_PREFIX, strlen(FIELD_PREFIX)) == 0)
		type += strlen(FIELD_PREFIX);
	mark->is_field = strncmp(type, "FORM", strlen("FORM")) == 0;
	mark->kind = strcmp(type, "FORMCHECKBOX") == 0	 ? FIELD_CHECK_BOX
		     : strcmp(type, "FORMDROPDOWN") == 0 ? FIELD_CHOICE
		     : strcmp(type, "FORMDATE") == 0	 ? FIELD_DATE
							 : FIELD_TEXT;
	set(&mark->name, odt_value(element, ODT_TEXT, "name"));
	if (tag == ODT_FIELD_MARK_START && mark->is_field)
		composer_field_begin(story->composer);
}

static void start_mark_parameter(struct story *story, const struct xml_element *element)
{
	const char *name = odt_value(element, ODT_FIELD, "name"), *value = odt_value(element, ODT_FIELD, "value");

	if (story->mark_depth == 0)
		return;
	struct mark *mark = &story->marks[story->mark_depth - 1];
	if (strcmp(name, "Checkbox_Checked") == 0)
		mark->is_checked = strcmp(value, "true") == 0;
	else if (strcmp(name, "Dropdown_Selected") == 0)
		mark->chosen = (unsigned)strtoul(value, NULL, 10) + 1;
	else if (strncmp(name, "Dropdown_ListEntry", strlen("Dropdown_ListEntry")) == 0)
		text_append(&mark->entries, value, strlen(value) + 1);
	else if (strcmp(name, "Name") == 0 && *value != '\0')
		set(&mark->name, value);
}

static void choose(struct mark *mark)
{
	unsigned number = 0;

	for (size_t at = 0; at < mark->entries.length; at += strlen(mark->entries.bytes + at) + 1)
		if (++number == mark->chosen)
			set(&mark->value, mark->entries.bytes + at);
}

static void end_mark(struct story *story, bool has_text)
{
	if (story->mark_depth == 0)
		return;
	struct mark *mark = &story->marks[--story->mark_depth];
	const struct composer_field field = {.kind = mark->kind,
	    .name = text_string(&mark->name),
	    .is_checked = mark->is_checked,
	    .is_placeholder = mark->kind == FIELD_CHOICE && !has_text && mark->chosen <= 1};
	choose(mark);
	if (mark->is_field && has_text)
		composer_field_end(story->composer, &field);
	else if (mark->is_field)
		composer_field(story->composer, &field,
		    mark->kind != FIELD_CHECK_BOX ? text_string(&mark->value)
		    : mark->is_checked		  ? CHECKED_BOX
						  : BOX);
	text_clear(&mark->name);
	text_clear(&mark->value);
	text_clear(&mark->entries);
}

static void start_hiding(struct story *story, enum odt_tag tag, const struct xml_element *element)
{
	if (!odt_is_true(element, ODT_TEXT, "is-hidden"))
		return;
	story->composer->document->had_hidden_text = true;
	if (tag == ODT_HIDDEN_PARAGRAPH) {
		text_reset(&story->composer->piece);
		for (unsigned i = story->depth; i-- > 0;) {
			story->levels[i].is_hidden = true;
			if (story->levels[i].tag == ODT_PARAGRAPH || story->levels[i].tag == ODT_HEADING)
				break;
		}
	} else {
		skip(story);
	}
}

static void start_field(struct story *story, enum odt_tag tag, const struct xml_element *element)
{
	switch (tag) {
	case ODT_CONTENT_CONTROL:
		start_content_control(story, element);
		break;
	case ODT_LIST_ITEM:
		if (story->depth > 1 && story->levels[story->depth - 2].has_field)
			story->field.kind = FIELD_CHOICE;
		break;
	case ODT_PLACEHOLDER:
		begin_field(story, FIELD_TEXT, "", odt_value(element, ODT_TEXT, "description"));
		story->field.is_placeholder = true;
		break;
	case ODT_INPUT:
		begin_field(story, FIELD_TEXT, odt_value(element, ODT_TEXT, "name"),
		    odt_value(element, ODT_TEXT, "description"));
		break;
	case ODT_DROP_DOWN:
		begin_field(story, FIELD_CHOICE, odt_value(element, ODT_TEXT, "name"), "");
		break;
	case ODT_FIELD_MARK:
	case ODT_FIELD_MARK_START:
		start_mark(story, tag, element);
		break;
	case ODT_FIELD_PARAMETER:
		start_mark_parameter(story, element);
		break;
	case ODT_FIELD_MARK_END:
		end_mark(story, true);
		break;
	case ODT_HIDDEN_PARAGRAPH:
	case ODT_HIDDEN_TEXT:
		start_hiding(story, tag, element);
		break;
	case ODT_CONTROL:
		if (!is_hidden(story))
			odt_controls_compose(
			    &story->controls, odt_value(element, ODT_DRAW, "control"), story->composer);
		break;
	default:
		break;
	}
}

/* ------------------------------------------------------------------ events */

static void start_other(struct story *story, enum odt_tag tag, const struct xml_element *element)
{
	switch (tag) {
	case ODT_SPACES:
		add_repeated(story, element);
		break;
	case ODT_TAB:
		add_text(story, "\t", 1);
		break;
	case ODT_LINE_BREAK:
		add_text(story, "\n", 1);
		break;
	case ODT_IMAGE:
		story->composer->document->image_count++;
		break;
	case ODT_STYLE_STYLE:
		note_error(story, odt_styles_add(story->styles, element));
		break;
	case ODT_TEXT_PROPERTIES:
		if (story->depth > 1 && story->levels[story->depth - 2].tag == ODT_STYLE_STYLE)
			odt_styles_describe(story->styles, element);
		break;
	case ODT_TEXT_AREA:
		story->is_in_area = true;
		/* fall through */
	case ODT_TEXT_CONTROL:
	case ODT_CHECK_BOX:
	case ODT_RADIO:
	case ODT_COMBO_BOX:
	case ODT_LIST_BOX:
	case ODT_DATE:
	case ODT_FIXED_TEXT:
		note_error(story, odt_controls_add(&story->controls, tag, element));
		break;
	case ODT_OPTION:
		odt_controls_option(&story->controls, element);
		break;
	default:
		break;
	}
}

static void on_start(void *context, const struct xml_element *element)
{
	struct story *story = context;
	enum odt_tag tag = story->skip == 0 ? odt_tag_of(element) : ODT_OTHER;

	story->levels[story->depth] = (struct level){.tag = tag,
	    .is_hidden = story->depth > 0 && story->levels[story->depth - 1].is_hidden,
	    .place = story->composer->place};
	story->depth++;
	if (story->skip != 0 || tag == ODT_OTHER || (story->is_in_area && tag == ODT_PARAGRAPH))
		return;
	start_structure(story, tag, element);
	start_field(story, tag, element);
	start_other(story, tag, element);
}

static void end_cell(struct story *story, const struct level *level)
{
	unsigned count = level->columns > 0 ? level->columns : 1;

	for (unsigned i = 0; i < count; i++) {
		if (level->tag == ODT_CELL)
			composer_cell_end(story->composer, 1);
		else
			composer_column_skip(story->composer, 1);
	}
}

static void end_element(struct story *story, const struct level *level)
{
	switch (level->tag) {
	case ODT_PARAGRAPH:
	case ODT_HEADING:
		if (story->paragraph_depth == 0)
			break;
		story->paragraph_depth--;
		if (!level->is_aside)
			composer_paragraph_end(story->composer);
		break;
	case ODT_TABLE_TABLE:
		composer_table_end(story->composer);
		break;
	case ODT_ROW:
		composer_row_end(story->composer);
		break;
	case ODT_CELL:
	case ODT_COVERED_CELL:
		end_cell(story, level);
		break;
	case ODT_HEADER:
	case ODT_FOOTER:
		composer_paragraph_end(story->composer);
		story->composer->place = level->place;
		break;
	case ODT_FIELD_MARK:
		end_mark(story, false);
		break;
	default:
		break;
	}
	if (level->has_field)
		end_field(story);
	if (level->is_aside) {
		composer_aside_end(story->composer);
		story->composer->place = level->place;
	}
}

static void on_end(void *context)
{
	struct story *story = context;
	const struct level *level = &story->levels[story->depth - 1];

	if (story->skip == story->depth)
		story->skip = 0;
	else if (story->skip == 0 && !(story->is_in_area && level->tag == ODT_PARAGRAPH))
		end_element(story, level);
	else if (story->is_in_area && level->tag == ODT_PARAGRAPH)
		odt_controls_text(&story->controls, "\n", 1);
	if (level->tag == ODT_TEXT_AREA)
		story->is_in_area = false;
	story->depth--;
}

static void on_text(void *context, const char *octets, size_t length)
{
	struct story *story = context;

	if (story->skip != 0)
		return;
	if (story->is_in_area)
		odt_controls_text(&story->controls, octets, length);
	else if (story->paragraph_depth > 0)
		add_collapsed(story, octets, length);
}

static bool is_stopped(const void *context)
{
	const struct story *story = context;

	return composer_is_stopped(story->composer);
}

int odt_story_read(const void *octets, size_t size, struct odt_styles *styles, struct composer *composer)
{
	const struct xml_handler handler = {odt_namespaces, on_start, on_end, on_text, is_stopped};
	struct story *story = calloc(1, sizeof(*story));

	if (story == NULL)
		return -ENOMEM;
	story->composer = composer;
	story->styles = styles;
	int r = xml_read(octets, size, &handler, story, &composer->document->obstacles);
	while (story->mark_depth > 0) {
		struct mark *mark = &story->marks[--story->mark_depth];
		text_clear(&mark->name);
		text_clear(&mark->value);
		text_clear(&mark->entries);
	}
	text_clear(&story->field_name);
	text_clear(&story->field_alias);
	odt_controls_clear(&story->controls);
	free(story);
	return r;
}
