#include "message/form/docx_story.h"

#include "message/form/docx_control.h"
#include "message/form/docx_names.h"
#include "message/form/symbol.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define STYLE_ID_MOST 255

/* What a text box interrupts. */
struct flow {
	char paragraph_style[STYLE_ID_MOST + 1]; /* "" for the default */
	char run_style[STYLE_ID_MOST + 1];
	bool is_hidden; /* of the run */
	bool is_judged; /* is_hidden is known */
};

struct story {
	const struct docx_source *source;
	struct composer *composer;
	struct docx_references *references;
	enum docx_tag tags[LIMIT_XML_DEPTH + 1]; /* the open elements */
	unsigned depth;
	unsigned skip;	     /* depth of the element that is skipped with all in it; 0: none */
	unsigned hidden_row; /* likewise, of a row whose text is hidden */
	struct flow flows[LIMIT_ASIDE_DEPTH + 1];
	unsigned flow;
	struct docx_control controls[LIMIT_FIELD_DEPTH];
	unsigned control_depth;
	struct legacy_fields fields;
	unsigned columns; /* of the present cell */
	bool is_merged;	  /* the cell continues the one above or before */
	bool has_choice;  /* of the alternatives, one was read */
};

static enum docx_tag parent_of(const struct story *story, unsigned above)
{
	return story->depth > above ? story->tags[story->depth - 1 - above] : TAG_OTHER;
}

static void skip(struct story *story)
{
	story->skip = story->depth + 1;
}

static bool judge_hidden(struct story *story)
{
	struct flow *flow = &story->flows[story->flow];
	const struct docx_styles *styles = story->source->styles;

	if (!flow->is_judged) {
		/* A toggle: on in both styles is off (ECMA-376 part 1, section 17.7.3). */
		bool by_paragraph =
		    docx_styles_is_hidden(styles, *flow->paragraph_style != '\0' ? flow->paragraph_style : NULL);
		bool by_run = *flow->run_style != '\0' && docx_styles_is_hidden(styles, flow->run_style);
		flow->is_hidden = by_paragraph != by_run;
		flow->is_judged = true;
	}
	return flow->is_hidden || story->hidden_row != 0;
}

static void add_text(struct story *story, const char *octets, size_t length)
{
	if (story->fields.muted_depth > 0 || story->is_merged || length == 0)
		return;
	if (judge_hidden(story))
		story->composer->document->had_hidden_text = true;
	else
		composer_text(story->composer, octets, length);
}

static void add_symbol(struct story *story, const struct xml_element *element)
{
	const char *font = xml_attribute(element, NS_WORD, "font"), *code = xml_attribute(element, NS_WORD, "char");
	char octets[SYMBOL_OCTETS];

	if (font == NULL || code == NULL || strlen(code) > 4)
		return;
	unsigned character = symbol_character(font, strlen(font), (unsigned)strtoul(code, NULL, 16));
	add_text(story, octets, symbol_encode(character, octets));
}

/* What Word can show; otherwise it takes the fallback. By the usual prefixes of Word's own namespaces. */
static bool is_understood(const char *requires)
{
	static const char *const prefixes[] = {"wps", "wpg", "wpc", "wpi", "w14", "w15", "w16", "w16se", "w16cid",
	    "w16cex", "a14", "v", "wp14", "c14", "cx", "am3d", "w16du", "w16sdtdh"};

	while (*requires != '\0') {
		size_t length = strcspn(requires, " ");
		bool is_known = length == 0;
		for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]) && !is_known; i++)
			is_known = strlen(prefixes[i]) == length && strncmp(prefixes[i], requires, length) == 0;
		if (!is_known)
			return false;
		requires += length + (requires[length] == ' ');
	}
	return true;
}

static void start_alternative(struct story *story, enum docx_tag tag, const struct xml_element *element)
{
	const char *requires = xml_attribute(element, 0, "Requires");

	if (tag == TAG_ALTERNATE) {
		story->has_choice = false;
		return;
	}
	if (story->has_choice || (tag == TAG_CHOICE && (requires == NULL || !is_understood(requires))))
		skip(story);
	else
		story->has_choice = true;
}

static void start_run_property(struct story *story, enum docx_tag tag, const struct xml_element *element)
{
	struct flow *flow = &story->flows[story->flow];

	if (parent_of(story, 1) != TAG_RUN)
		return;
	if (tag == TAG_RUN_STYLE) {
		strncpy(flow->run_style, docx_value(element), STYLE_ID_MOST);
	} else {
		flow->is_hidden = docx_is_on(element);
		flow->is_judged = true;
	}
}

static void start_paragraph_property(struct story *story, enum docx_tag tag, const struct xml_element *element)
{
	struct flow *flow = &story->flows[story->flow];

	if (parent_of(story, 0) != TAG_PARAGRAPH_PROPERTIES || parent_of(story, 1) != TAG_PARAGRAPH)
		return;
	if (tag == TAG_PARAGRAPH_STYLE) {
		strncpy(flow->paragraph_style, docx_value(element), STYLE_ID_MOST);
		story->composer->style = docx_styles_block_style(story->source->styles, flow->paragraph_style);
	} else if (story->composer->style == STYLE_PLAIN && docx_number(element, 9) < 9) {
		story->composer->style = STYLE_HEADING;
	}
}

static void start_paragraph(struct story *story)
{
	story->flows[story->flow] = (struct flow){0};
	story->composer->style = docx_styles_block_style(story->source->styles, NULL);
}

static void start_run(struct story *story)
{
	struct flow *flow = &story->flows[story->flow];

	flow->run_style[0] = '\0';
	flow->is_judged = false;
}

static void start_text_box(struct story *story)
{
	composer_aside_begin(story->composer);
	if (composer_is_stopped(story->composer) || story->flow >= LIMIT_ASIDE_DEPTH) {
		composer_stop(story->composer, OBSTACLE_LIMIT);
		return;
	}
	story->flows[++story->flow] = (struct flow){0};
}

static void start_cell_property(struct story *story, enum docx_tag tag, const struct xml_element *element)
{
	enum docx_tag parent = parent_of(story, 0);

	if (parent == TAG_ROW_PROPERTIES && (tag == TAG_HIDDEN_ROW || tag == TAG_DELETED)) {
		if (story->hidden_row == 0 && docx_is_on(element))
			story->hidden_row = story->depth - 1;
	} else if (parent == TAG_ROW_PROPERTIES && tag == TAG_GRID_BEFORE) {
		composer_column_skip(story->composer, docx_number(element, 0));
	} else if (parent == TAG_CELL_PROPERTIES && tag == TAG_GRID_SPAN) {
		story->columns = docx_number(element, 1);
	} else if (parent == TAG_CELL_PROPERTIES && tag == TAG_MERGE) {
		story->is_merged = strcmp(docx_value(element), "restart") != 0;
	}
}

static void start_control(struct story *story)
{
	if (story->control_depth >= LIMIT_FIELD_DEPTH) {
		composer_stop(story->composer, OBSTACLE_LIMIT);
		return;
	}
	story->controls[story->control_depth++] = (struct docx_control){0};
}

static void start_control_part(struct story *story, enum docx_tag tag, const struct xml_element *element)
{
	struct docx_control *control = story->control_depth > 0 ? &story->controls[story->control_depth - 1] : NULL;

	if (control == NULL)
		return;
	if (tag == TAG_CONTROL_CONTENT) {
		if (control->is_group || control->is_begun || story->hidden_row != 0)
			return;
		control->is_begun = true;
		composer_field_begin(story->composer);
	} else if (parent_of(story, 0) == TAG_CONTROL_PROPERTIES || parent_of(story, 0) == TAG_CHECK_BOX) {
		docx_control_property(control, tag, element);
	}
}

static void end_control(struct story *story)
{
	if (story->control_depth == 0)
		return;
	struct docx_control *control = &story->controls[--story->control_depth];
	if (control->is_begun) {
		const struct composer_field field = docx_control_field(control);
		composer_field_end(story->composer, &field);
	}
	docx_control_clear(control);
}

static void start_field_character(struct story *story, const struct xml_element *element)
{
	const char *type = xml_attribute(element, NS_WORD, "fldCharType");

	if (type == NULL)
		return;
	if (strcmp(type, "begin") == 0)
		legacy_fields_begin(&story->fields, story->composer);
	else if (strcmp(type, "separate") == 0)
		legacy_fields_separate(&story->fields, story->composer);
	else if (strcmp(type, "end") == 0)
		legacy_fields_end(&story->fields, story->composer, judge_hidden(story));
}

static void refer(struct story *story, struct text *references, int space, const struct xml_element *element)
{
	const char *id = xml_attribute(element, space, "id");

	if (story->references == NULL || id == NULL || docx_reference_is(references, id))
		return;
	if (references->length > LIMIT_NAME_OCTETS * 64)
		composer_stop(story->composer, OBSTACLE_LIMIT);
	text_append(references, id, strlen(id) + 1);
}

static void start_note(struct story *story, const struct xml_element *element)
{
	const char *id = xml_attribute(element, NS_WORD, "id"), *type = xml_attribute(element, NS_WORD, "type");

	if (story->source->only_notes == NULL || id == NULL || (type != NULL && strcmp(type, "normal") != 0) ||
	    !docx_reference_is(story->source->only_notes, id))
		skip(story);
}

static void start_structure(struct story *story, enum docx_tag tag, const struct xml_element *element)
{
	switch (tag) {
	case TAG_PARAGRAPH:
		start_paragraph(story);
		break;
	case TAG_RUN:
		start_run(story);
		break;
	case TAG_TABLE:
		composer_table_begin(story->composer);
		break;
	case TAG_CELL:
		story->columns = 1;
		story->is_merged = false;
		break;
	case TAG_TEXT_BOX:
		start_text_box(story);
		break;
	case TAG_NOTE:
		start_note(story, element);
		break;
	case TAG_HEADER_REFERENCE:
		if (story->references != NULL)
			refer(story, &story->references->headers, NS_REFERENCE, element);
		break;
	case TAG_FOOTER_REFERENCE:
		if (story->references != NULL)
			refer(story, &story->references->footers, NS_REFERENCE, element);
		break;
	case TAG_NOTE_REFERENCE:
		if (story->references != NULL)
			refer(story, &story->references->notes, NS_WORD, element);
		break;
	case TAG_CHUNK:
		composer_stop(story->composer, OBSTACLE_UNSUPPORTED);
		break;
	default:
		break;
	}
}

static void start_text(struct story *story, enum docx_tag tag, const struct xml_element *element)
{
	switch (tag) {
	case TAG_TAB:
		/* Within w:tabs it is a tab stop. */
		if (parent_of(story, 0) == TAG_RUN)
			add_text(story, "\t", 1);
		break;
	case TAG_BREAK:
		add_text(story, "\n", 1);
		break;
	case TAG_HYPHEN:
		add_text(story, "\xe2\x80\x91", 3);
		break;
	case TAG_SYMBOL:
		add_symbol(story, element);
		break;
	case TAG_IMAGE:
		story->composer->document->image_count++;
		break;
	case TAG_INSERTED:
		story->composer->document->had_changes = true;
		break;
	case TAG_DELETED:
		story->composer->document->had_changes = true;
		start_cell_property(story, tag, element);
		skip(story);
		break;
	case TAG_SKIP:
		skip(story);
		break;
	default:
		break;
	}
}

static void start_property(struct story *story, enum docx_tag tag, const struct xml_element *element)
{
	struct legacy_field *field = legacy_fields_top(&story->fields);

	switch (tag) {
	case TAG_VANISH:
	case TAG_RUN_STYLE:
		start_run_property(story, tag, element);
		break;
	case TAG_PARAGRAPH_STYLE:
	case TAG_OUTLINE_LEVEL:
		start_paragraph_property(story, tag, element);
		break;
	case TAG_GRID_BEFORE:
	case TAG_GRID_SPAN:
	case TAG_HIDDEN_ROW:
	case TAG_MERGE:
		start_cell_property(story, tag, element);
		break;
	case TAG_FIELD_CHARACTER:
		start_field_character(story, element);
		break;
	case TAG_FIELD_NAME:
	case TAG_STATUS_TEXT:
	case TAG_TYPE:
	case TAG_RESULT:
	case TAG_DEFAULT:
	case TAG_DROP_DOWN_ENTRY:
		if (field != NULL)
			docx_field_property(field, parent_of(story, 0), tag, element);
		break;
	case TAG_CHECKED:
		if (field != NULL && parent_of(story, 0) == TAG_FORM_CHECK_BOX)
			docx_field_property(field, parent_of(story, 0), tag, element);
		else
			start_control_part(story, tag, element);
		break;
	default:
		start_control_part(story, tag, element);
		break;
	}
}

static void on_start(void *context, const struct xml_element *element)
{
	struct story *story = context;
	enum docx_tag tag = story->skip == 0 ? docx_tag_of(element) : TAG_OTHER;

	if (story->skip == 0) {
		if (tag == TAG_ALTERNATE || tag == TAG_CHOICE || tag == TAG_FALLBACK)
			start_alternative(story, tag, element);
		else if (tag == TAG_CONTROL)
			start_control(story);
		else if (tag != TAG_OTHER) {
			start_structure(story, tag, element);
			start_text(story, tag, element);
			start_property(story, tag, element);
		}
	}
	story->tags[story->depth++] = tag;
}

static void end_cell(struct story *story)
{
	if (story->is_merged || story->hidden_row != 0)
		composer_column_skip(story->composer, story->columns);
	else
		composer_cell_end(story->composer, story->columns);
	story->is_merged = false;
	story->columns = 1;
}

static void end_element(struct story *story, enum docx_tag tag)
{
	switch (tag) {
	case TAG_PARAGRAPH:
		composer_paragraph_end(story->composer);
		break;
	case TAG_CELL:
		end_cell(story);
		break;
	case TAG_ROW:
		composer_row_end(story->composer);
		break;
	case TAG_TABLE:
		composer_table_end(story->composer);
		break;
	case TAG_CONTROL:
		end_control(story);
		break;
	case TAG_TEXT_BOX:
		composer_aside_end(story->composer);
		if (story->flow > 0)
			story->flow--;
		break;
	case TAG_ALTERNATE:
		/* Of the alternatives around this one, one is being read. */
		story->has_choice = true;
		break;
	default:
		break;
	}
}

static void on_end(void *context)
{
	struct story *story = context;
	enum docx_tag tag = story->tags[--story->depth];

	if (story->skip == story->depth + 1)
		story->skip = 0;
	else if (story->skip == 0)
		end_element(story, tag);
	if (story->hidden_row == story->depth + 1)
		story->hidden_row = 0;
}

static void on_text(void *context, const char *octets, size_t length)
{
	struct story *story = context;
	enum docx_tag tag = story->depth > 0 ? story->tags[story->depth - 1] : TAG_OTHER;

	if (story->skip != 0)
		return;
	if (tag == TAG_TEXT)
		add_text(story, octets, length);
	else if (tag == TAG_INSTRUCTION)
		legacy_fields_instruct(&story->fields, octets, length);
}

static bool is_stopped(const void *context)
{
	const struct story *story = context;

	return composer_is_stopped(story->composer);
}

void docx_references_clear(struct docx_references *references)
{
	text_clear(&references->headers);
	text_clear(&references->footers);
	text_clear(&references->notes);
}

bool docx_reference_is(const struct text *references, const char *id)
{
	for (size_t at = 0; at < references->length; at += strlen(references->bytes + at) + 1)
		if (strcmp(references->bytes + at, id) == 0)
			return true;
	return false;
}

int docx_story_read(const struct docx_source *source, struct composer *composer, struct docx_references *references)
{
	const struct xml_handler handler = {docx_namespaces, on_start, on_end, on_text, is_stopped};
	struct story *story = calloc(1, sizeof(*story));

	if (story == NULL)
		return -ENOMEM;
	story->source = source;
	story->composer = composer;
	story->references = references;
	int r = xml_read(source->octets, source->size, &handler, story, &composer->document->obstacles);
	while (story->control_depth > 0)
		docx_control_clear(&story->controls[--story->control_depth]);
	legacy_fields_clear(&story->fields);
	free(story);
	return r;
}
