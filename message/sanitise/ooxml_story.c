#include "message/sanitise/ooxml_story.h"

#include "message/form/document.h"
#include "message/form/limits.h"
#include "message/sanitise/field_code.h"
#include "message/sanitise/link_target.h"
#include "message/sanitise/ooxml_names.h"
#include "message/sanitise/word_fields.h"
#include "message/sanitise/workbook.h"
#include "message/sanitise/xml_token.h"
#include "rules/unsafe.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct open {
	const struct ooxml_name *name;
	struct xml_range start; /* its start tag */
	struct xml_range qname;
	struct xml_range reference; /* an attribute that names a relationship that is cut */
	bool is_foreign;	    /* of no vocabulary whose elements always count */
	bool is_gone;		    /* refers to what is cut */
	bool is_unwrapped;	    /* its tags go, its content stays */
	bool has_text;
	size_t children, children_cut;
	unsigned object;	  /* classes of the embedded object in it */
	struct xml_range preview; /* the picture of it; nothing: none */
	bool has_shape;		  /* the picture is VML's */
	struct xml_range mark;	  /* an attribute that says that the shape is an object */
};

struct story {
	const struct ooxml_story_source *source;
	struct findings *findings;
	struct open opens[LIMIT_XML_DEPTH + 1]; /* the first is around the root */
	size_t depth;
	size_t foreign, deleted, frames; /* how many such elements are open */
	struct word_fields fields;
	struct workbook workbook;
};

static int compare_ids(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool is_gone(const struct story *story, const char *id)
{
	return story->source->gone_count > 0 &&
	       bsearch(&id, story->source->gone, story->source->gone_count, sizeof(id), compare_ids) != NULL;
}

static void cut(struct story *story, struct xml_range range)
{
	xml_edits_cut(&story->findings->edits, range.from, range.to);
}

static void cut_attribute(struct story *story, const struct xml_token_attribute *attribute, unsigned classes)
{
	if (findings_add(story->findings, classes))
		cut(story, attribute->range);
}

/* Is the attribute of a drawing one that leads out of the document, or runs something? */
static unsigned attribute_classes(const struct xml_token *token, const struct xml_token_attribute *attribute)
{
	const char *name = attribute->name, *value = attribute->value;
	bool is_link = strcmp(name, "href") == 0;

	if (token->space == OOXML_SHEET_DRAWING && strcmp(name, "macro") == 0 && *value != '\0')
		return UNSAFE_BIT(UNSAFE_OFFICE_MACROS);
	if (token->space == OOXML_SVG && strncasecmp(name, "on", 2) == 0)
		return UNSAFE_BIT(UNSAFE_OFFICE_MACROS);
	if (token->space == OOXML_SVG && is_link && *value != '#' && strncasecmp(value, "data:image/", 11) != 0)
		return UNSAFE_BIT(UNSAFE_OFFICE_EXTERNAL);
	if (token->space != OOXML_VML)
		return 0;
	if (is_link && attribute->space == 0)
		return link_target_is_ordinary(value) ? 0 : UNSAFE_BIT(UNSAFE_OFFICE_EXTERNAL);
	bool is_source = strcmp(name, "src") == 0 || strcmp(name, "althref") == 0 ||
			 (is_link && attribute->space == OOXML_VML_OFFICE);
	return is_source && link_target_is_outside(value) ? UNSAFE_BIT(UNSAFE_OFFICE_EXTERNAL) : 0;
}

static void check_attributes(struct story *story, struct open *open, const struct xml_token *token)
{
	for (size_t i = 0; i < token->attribute_count; i++) {
		const struct xml_token_attribute *attribute = &token->attributes[i];
		bool is_reference = attribute->space == OOXML_REFERENCE ||
				    (attribute->space == OOXML_VML_OFFICE && strcmp(attribute->name, "relid") == 0);
		if (is_reference && is_gone(story, attribute->value)) {
			open->is_gone = true;
			open->reference = attribute->range;
			if (open->name->tag == OOXML_LINKED || open->name->tag == OOXML_PREVIEW)
				cut(story, attribute->range);
		}
		if (attribute->space == OOXML_VML_OFFICE && strcmp(attribute->name, "ole") == 0)
			open->mark = attribute->range;
		unsigned classes = attribute_classes(token, attribute);
		if (classes != 0)
			cut_attribute(story, attribute, classes);
	}
}

/* What happens at a click: only within the presentation (MS-OE376, section 2.1.1193). */
static unsigned action_classes(const char *action)
{
	static const char *const harmless[] = {"ppaction://hlinksldjump", "ppaction://hlinkshowjump",
	    "ppaction://customshow", "ppaction://noaction", "ppaction://media"};

	if (*action == '\0')
		return 0;
	for (size_t i = 0; i < sizeof(harmless) / sizeof(harmless[0]); i++)
		if (strncasecmp(action, harmless[i], strlen(harmless[i])) == 0)
			return 0;
	if (strncasecmp(action, "ppaction://macro", 16) == 0)
		return UNSAFE_BIT(UNSAFE_OFFICE_MACROS);
	return strncasecmp(action, "ppaction://ole", 14) == 0 ? UNSAFE_BIT(UNSAFE_OFFICE_EMBEDDED)
							      : UNSAFE_BIT(UNSAFE_OFFICE_EXTERNAL);
}

static void start_simple_field(struct story *story, struct open *open, const struct xml_token *token)
{
	unsigned classes = field_code_classes(xml_token_value(token, OOXML_WORD, "instr"));

	open->is_unwrapped = classes != 0 && findings_add(story->findings, classes);
	if (open->is_unwrapped)
		cut(story, token->range);
}

static void start_element(struct story *story, struct open *open, const struct xml_token *token)
{
	switch (open->name->tag) {
	case OOXML_FIELD_MARK:
		word_fields_mark(&story->fields, xml_token_value(token, OOXML_WORD, "fldCharType"), story->foreign);
		break;
	case OOXML_SIMPLE_FIELD:
		start_simple_field(story, open, token);
		break;
	case OOXML_SPACE:
		word_fields_text(&story->fields, " ", 1, story->deleted > 0, story->foreign);
		break;
	case OOXML_CLICK:
		open->is_gone |= findings_add(story->findings, action_classes(xml_token_value(token, 0, "action")));
		break;
	case OOXML_DELETED:
		story->deleted++;
		break;
	case OOXML_FRAME:
		story->frames++;
		break;
	case OOXML_VIEW:
	case OOXML_FORMULA:
	case OOXML_RULE:
	case OOXML_NAME:
	case OOXML_TABLE_SOURCE:
		workbook_start(&story->workbook, open->name->tag, token);
		break;
	default:
		break;
	}
}

static bool is_foreign(int space)
{
	return space != OOXML_WORD;
}

static void on_start(struct story *story, const struct xml_token *token)
{
	struct open *open = &story->opens[++story->depth];

	*open = (struct open){.name = ooxml_name_of(token->space, token->name),
	    .start = token->range,
	    .qname = token->qname,
	    .is_foreign = is_foreign(token->space)};
	check_attributes(story, open, token);
	start_element(story, open, token);
	story->foreign += open->is_foreign;
}

/* Keeps the picture that stood for the object: VML in a w:pict, DrawingML as it is. */
static bool end_object(struct story *story, const struct open *open, struct xml_range whole, struct xml_range end)
{
	char name[64];
	size_t length = open->qname.to - open->qname.from;
	const char *qname = story->source->octets + open->qname.from;
	const char *colon = memchr(qname, ':', length);
	size_t prefix = colon != NULL ? (size_t)(colon + 1 - qname) : 0;

	if (open->object == 0 || !findings_add(story->findings, open->object))
		return false;
	if (open->preview.to == 0 || prefix + strlen("</pict>") >= sizeof(name)) {
		cut(story, whole);
		return true;
	}
	if (!open->has_shape)
		return false;
	/* The size of the object and its other attributes are none of a picture's. */
	snprintf(name, sizeof(name), "%.*spict>", (int)prefix, qname);
	xml_edits_replace(&story->findings->edits, open->qname.from, open->start.to, name);
	snprintf(name, sizeof(name), "</%.*spict>", (int)prefix, qname);
	xml_edits_replace(&story->findings->edits, end.from, end.to, name);
	if (open->mark.to > 0)
		cut(story, open->mark);
	return false;
}

/* The frame's place is taken by the picture in it. */
static bool end_frame(struct story *story, const struct open *open, struct xml_range whole)
{
	if (open->object == 0 || !findings_add(story->findings, open->object))
		return false;
	if (open->preview.to == 0) {
		cut(story, whole);
		return true;
	}
	cut(story, (struct xml_range){whole.from, open->preview.from});
	cut(story, (struct xml_range){open->preview.to, whole.to});
	return false;
}

/* An element whose reference is cut goes with it, unless that would take text along. */
static bool end_reference(struct story *story, const struct open *open, struct xml_range whole)
{
	if (!open->is_gone || open->name->tag == OOXML_LINKED || open->name->tag == OOXML_PREVIEW)
		return false;
	if (open->has_text && open->reference.to > 0) {
		cut(story, open->reference);
		return false;
	}
	cut(story, whole);
	return true;
}

static bool is_emptied(const struct open *open)
{
	return open->children > 0 && open->children == open->children_cut;
}

/* Does the element go as a whole? */
static bool end_element(struct story *story, const struct open *open, struct xml_range whole, struct xml_range end)
{
	switch (open->name->tag) {
	case OOXML_UNSAFE:
		if (!findings_add(story->findings, open->name->classes))
			return end_reference(story, open, whole);
		cut(story, whole);
		return true;
	case OOXML_EMBEDDED:
		if (story->frames > 0 || !findings_add(story->findings, open->name->classes))
			return false; /* the frame is judged */
		cut(story, whole);
		return true;
	case OOXML_OBJECT:
		return end_object(story, open, whole, end);
	case OOXML_FRAME:
		return end_frame(story, open, whole) || end_reference(story, open, whole);
	case OOXML_ALTERNATIVE:
		return is_emptied(open);
	case OOXML_ALTERNATIVES:
	case OOXML_LIST:
		if (is_emptied(open))
			cut(story, whole);
		return is_emptied(open);
	case OOXML_FORMULA:
	case OOXML_RULE:
	case OOXML_NAME:
		return workbook_end(&story->workbook, open->name->tag, whole);
	case OOXML_SHEET_ENTRY:
		workbook_sheet(&story->workbook, open->is_gone);
		return end_reference(story, open, whole);
	default:
		return end_reference(story, open, whole);
	}
}

static void tell_parent(struct open *parent, const struct open *open, struct xml_range whole, bool is_cut)
{
	enum ooxml_tag tag = open->name->tag;

	parent->children++;
	parent->children_cut += is_cut;
	if (is_cut && tag != OOXML_UNSAFE)
		return;
	parent->has_text |= open->has_text || tag == OOXML_TEXT;
	if (tag != OOXML_OBJECT && tag != OOXML_FRAME)
		parent->object |=
		    open->object | (tag == OOXML_UNSAFE || tag == OOXML_EMBEDDED ? open->name->classes : 0);
	if (parent->mark.to == 0)
		parent->mark = open->mark;
	parent->has_shape |= open->has_shape || (tag == OOXML_PREVIEW && open->name->space == OOXML_VML);
	if (parent->preview.to == 0 && (tag == OOXML_PICTURE || (tag == OOXML_PREVIEW && !open->is_gone)))
		parent->preview = whole;
	else if (parent->preview.to == 0)
		parent->preview = open->preview;
}

static void on_end(struct story *story, const struct xml_token *token)
{
	const struct open open = story->opens[story->depth--];
	struct open *parent = &story->opens[story->depth];
	struct xml_range whole = {open.start.from, token->range.to};

	story->foreign -= open.is_foreign;
	if (open.name->tag == OOXML_DELETED)
		story->deleted--;
	if (open.name->tag == OOXML_FRAME)
		story->frames--;
	bool is_cut = end_element(story, &open, whole, token->range);
	if (open.is_unwrapped)
		cut(story, token->range);
	tell_parent(parent, &open, whole, is_cut);
	if (parent->name != NULL && parent->name->tag == OOXML_RUN && open.name->tag != OOXML_RUN_PROPERTIES)
		word_fields_piece(&story->fields, whole);
}

static void on_text(struct story *story, const struct xml_token *token)
{
	const struct open *open = &story->opens[story->depth];
	enum ooxml_tag tag = open->name != NULL ? open->name->tag : OOXML_OTHER;
	bool is_deleted = story->deleted > 0 || tag == OOXML_DELETED_INSTRUCTION;

	if (tag == OOXML_INSTRUCTION || tag == OOXML_DELETED_INSTRUCTION ||
	    (tag == OOXML_TEXT && open->name->space == OOXML_WORD))
		word_fields_text(&story->fields, token->text, token->length, is_deleted, story->foreign);
	else if (tag == OOXML_FORMULA || tag == OOXML_RULE || tag == OOXML_NAME)
		workbook_text(&story->workbook, token->text, token->length);
}

static int read_tokens(struct story *story, struct xml_reader *reader)
{
	struct xml_token token;
	int r;

	while ((r = xml_reader_next(reader, &token, &story->findings->obstacles)) > 0) {
		if (token.kind == XML_TOKEN_START)
			on_start(story, &token);
		else if (token.kind == XML_TOKEN_END)
			on_end(story, &token);
		else
			on_text(story, &token);
		if (story->findings->edits.error < 0)
			return story->findings->edits.error;
		if (story->findings->obstacles != 0)
			return -EBADMSG;
	}
	return r;
}

int ooxml_story_read(const struct ooxml_story_source *source, struct findings *findings)
{
	struct xml_reader *reader = NULL;
	struct story *story = calloc(1, sizeof(*story));

	if (story == NULL)
		return -ENOMEM;
	story->source = source;
	story->findings = findings;
	story->fields.findings = findings;
	story->workbook.findings = findings;
	int r = xml_reader_new(source->octets, source->size, ooxml_namespaces, &reader);
	if (r == 0)
		r = read_tokens(story, reader);
	if (r == 0) {
		word_fields_finish(&story->fields);
		workbook_finish(&story->workbook);
		r = findings->edits.error;
	}
	xml_reader_free(reader);
	word_fields_clear(&story->fields);
	workbook_clear(&story->workbook);
	free(story);
	return r == -EBADMSG ? 0 : r;
}
