#include "message/sanitise/odf_story.h"

#include "message/form/document.h"
#include "message/form/limits.h"
#include "message/sanitise/formula_code.h"
#include "message/sanitise/limits.h"
#include "message/sanitise/link_target.h"
#include "message/sanitise/odf_names.h"
#include "message/sanitise/opc_name.h"
#include "message/sanitise/xml_token.h"
#include "rules/unsafe.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct open {
	enum odf_action action; /* what is done with it, whatever could be */
	size_t from;
	size_t children, children_cut;
};

struct story {
	struct findings *findings;
	size_t scripts;				/* depth of the script that is open; 0: none */
	bool has_program;			/* it is one */
	struct open opens[LIMIT_XML_DEPTH + 1]; /* the first is around the root */
	size_t depth;
};

static bool is_to_go(struct story *story)
{
	return findings_add(story->findings, UNSAFE_BIT(UNSAFE_ODF_ACTIVE));
}

static void cut(struct story *story, struct xml_range range)
{
	xml_edits_cut(&story->findings->edits, range.from, range.to);
}

/* The part of an object that is not in a part, or is elsewhere, is no part of the package. */
static void note_part(struct story *story, const struct xml_token *token)
{
	const char *target = xml_token_value(token, ODF_XLINK, "href");

	if (*target == '\0' || link_target_is_outside(target))
		return;
	char *part = opc_name_resolve("", target);
	if (part == NULL) {
		story->findings->edits.error = -ENOMEM;
		return;
	}
	if (story->findings->gone.length > LIMIT_ODF_OBJECTS)
		story->findings->obstacles |= OBSTACLE_LIMIT;
	else
		text_append(&story->findings->gone, part, strlen(part) + 1);
	if (story->findings->gone.error < 0)
		story->findings->edits.error = -ENOMEM;
	free(part);
}

static bool leads_out(enum odf_action action, const char *target)
{
	if (*target == '\0' || *target == '#')
		return false;
	if (action == ODF_LINK && link_target_is_ordinary(target))
		return false;
	return link_target_is_outside(target) || link_target_is_active(target);
}

/* Of cells, fields, validations, named expressions and conditional formats, LibreOffice's own too. */
static bool is_formula(const struct xml_token *token, const char *attribute)
{
	static const char *const names[] = {"formula", "condition", "expression"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(attribute, names[i]) == 0)
			return true;
	return strcmp(attribute, "value") == 0 && strcmp(token->name, "condition") == 0;
}

/* Attributes that reach out by themselves. */
static bool is_unsafe_attribute(const struct xml_token *token, const struct xml_token_attribute *attribute)
{
	const char *name = attribute->name, *value = attribute->value;

	if (is_formula(token, name))
		return formula_code_classes(value, FORMULA_OPENDOCUMENT) != 0;
	if (attribute->space == ODF_FORM && strcmp(name, "datasource") == 0)
		return *value != '\0';
	if (attribute->space == ODF_FORM && strcmp(name, "image-data") == 0)
		return link_target_is_outside(value) || link_target_is_active(value);
	if (token->space == ODF_XFORMS && attribute->space == 0)
		return (strcmp(name, "src") == 0 || strcmp(name, "schema") == 0 || strcmp(name, "resource") == 0) &&
		       link_target_is_outside(value);
	return attribute->space == ODF_XLINK && strcmp(name, "href") == 0 && leads_out(ODF_NOTHING, value);
}

static void check_attributes(struct story *story, const struct xml_token *token)
{
	for (size_t i = 0; i < token->attribute_count; i++)
		if (is_unsafe_attribute(token, &token->attributes[i]) && is_to_go(story))
			cut(story, token->attributes[i].range);
}

/* What is done with an element that refers to something. */
static enum odf_action judge_reference(struct story *story, enum odf_action action, const struct xml_token *token)
{
	if (!leads_out(action, xml_token_value(token, ODF_XLINK, "href")) || !is_to_go(story))
		return ODF_NOTHING;
	return action == ODF_LINK ? ODF_UNWRAP : ODF_CUT;
}

/* LibreOffice names an empty library in every document of one file. */
static bool is_empty_library(const struct xml_token *token)
{
	return token->space == ODF_OPENOFFICE &&
	       (strcmp(token->name, "libraries") == 0 || strcmp(token->name, "library-embedded") == 0);
}

static enum odf_action judge(struct story *story, const struct xml_token *token)
{
	enum odf_action action = odf_action_of(token->space, token->name);

	switch (action) {
	case ODF_LINK:
	case ODF_SHOWN:
		return judge_reference(story, action, token);
	case ODF_CUT_PART:
		if (!is_to_go(story))
			return ODF_NOTHING;
		note_part(story, token);
		return ODF_CUT;
	case ODF_CUT:
	case ODF_UNWRAP:
		return is_to_go(story) ? action : ODF_NOTHING;
	case ODF_LIBRARIES:
		if (story->scripts == 0) {
			story->scripts = story->depth;
			story->has_program = false;
		}
		story->has_program |= strcmp(xml_token_value(token, ODF_SCRIPT, "language"), "ooo:Basic") != 0;
		return action;
	case ODF_LIST:
		return action;
	case ODF_NOTHING:
		check_attributes(story, token);
		break;
	}
	return ODF_NOTHING;
}

static void on_start(struct story *story, const struct xml_token *token)
{
	struct open *open = &story->opens[++story->depth];

	if (story->scripts != 0 && !is_empty_library(token))
		story->has_program = true;
	*open = (struct open){.action = judge(story, token), .from = token->range.from};
	if (open->action == ODF_UNWRAP)
		cut(story, token->range);
}

static void on_end(struct story *story, const struct xml_token *token)
{
	const struct open *open = &story->opens[story->depth--];
	struct open *parent = &story->opens[story->depth];
	bool is_emptied = open->action == ODF_LIST && open->children > 0 && open->children == open->children_cut;
	bool is_script = open->action == ODF_LIBRARIES && story->scripts == story->depth + 1;
	bool is_cut = open->action == ODF_CUT || is_emptied || (is_script && story->has_program && is_to_go(story));

	if (is_script)
		story->scripts = 0;
	if (is_cut)
		cut(story, (struct xml_range){open->from, token->range.to});
	else if (open->action == ODF_UNWRAP)
		cut(story, token->range);
	parent->children++;
	parent->children_cut += is_cut;
}

int odf_story_read(const char *octets, size_t size, struct findings *findings)
{
	struct xml_reader *reader = NULL;
	struct story story = {.findings = findings};
	struct xml_token token;
	int r = xml_reader_new(octets, size, odf_namespaces, &reader);

	while (r >= 0 && (r = xml_reader_next(reader, &token, &findings->obstacles)) > 0) {
		if (token.kind == XML_TOKEN_START)
			on_start(&story, &token);
		else if (token.kind == XML_TOKEN_END)
			on_end(&story, &token);
		else if (story.scripts != 0 && strspn(token.text, " \t\r\n") < token.length)
			story.has_program = true;
		if (findings->edits.error < 0)
			r = findings->edits.error;
	}
	xml_reader_free(reader);
	return r == -EBADMSG ? 0 : r;
}
