#include "message/sanitise/workbook.h"

#include "message/form/document.h"
#include "message/sanitise/formula_code.h"
#include "message/sanitise/limits.h"
#include "rules/grow.h"
#include "rules/unsafe.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void workbook_clear(struct workbook *workbook)
{
	text_clear(&workbook->formula);
	text_clear(&workbook->cut_groups);
	text_clear(&workbook->sheets);
	free(workbook->repeats);
	*workbook = (struct workbook){.findings = workbook->findings};
}

static bool is_true(const char *value)
{
	return strcmp(value, "1") == 0 || strcmp(value, "true") == 0 || strcmp(value, "on") == 0;
}

static void start_name(struct workbook *workbook, const struct xml_token *token)
{
	const struct xml_token_attribute *sheet = xml_token_attribute(token, 0, "localSheetId");

	workbook->is_automatic = formula_name_is_automatic(xml_token_value(token, 0, "name"));
	workbook->is_macro = is_true(xml_token_value(token, 0, "function")) ||
			     is_true(xml_token_value(token, 0, "vbProcedure")) ||
			     is_true(xml_token_value(token, 0, "xlm"));
	workbook->has_sheet = sheet != NULL;
	if (sheet != NULL) {
		workbook->sheet = strtoul(sheet->value, NULL, 10);
		workbook->sheet_value = sheet->inner;
	}
}

static void start_view(struct workbook *workbook, const struct xml_token *token)
{
	static const char *const names[] = {"activeTab", "firstSheet"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct xml_token_attribute *attribute = xml_token_attribute(token, 0, names[i]);
		if (attribute != NULL && workbook->view_count < sizeof(workbook->views) / sizeof(workbook->views[0]))
			workbook->views[workbook->view_count++] = attribute->range;
	}
}

/* A table that a query fills is an ordinary one without it. */
static void start_table(struct workbook *workbook, const struct xml_token *token)
{
	const struct xml_token_attribute *type = xml_token_attribute(token, 0, "tableType"),
					 *field = xml_token_attribute(token, 0, "queryTableFieldId"),
					 *connection = xml_token_attribute(token, 0, "connectionId");
	bool is_query = type != NULL && strcmp(type->value, "queryTable") == 0;
	const struct xml_token_attribute *cut[] = {is_query ? type : NULL, field, connection};

	for (size_t i = 0; i < sizeof(cut) / sizeof(cut[0]); i++)
		if (cut[i] != NULL && findings_add(workbook->findings, UNSAFE_BIT(UNSAFE_OFFICE_EXTERNAL)))
			xml_edits_cut(&workbook->findings->edits, cut[i]->range.from, cut[i]->range.to);
}

void workbook_start(struct workbook *workbook, enum ooxml_tag tag, const struct xml_token *token)
{
	text_reset(&workbook->formula);
	if (tag == OOXML_FORMULA) {
		const struct xml_token_attribute *group = xml_token_attribute(token, 0, "si");
		workbook->is_shared = group != NULL && strcmp(xml_token_value(token, 0, "t"), "shared") == 0;
		workbook->group = group != NULL ? strtoul(group->value, NULL, 10) : 0;
	} else if (tag == OOXML_NAME) {
		start_name(workbook, token);
	} else if (tag == OOXML_VIEW) {
		start_view(workbook, token);
	} else if (tag == OOXML_TABLE_SOURCE) {
		start_table(workbook, token);
	}
}

void workbook_text(struct workbook *workbook, const char *octets, size_t length)
{
	text_append(&workbook->formula, octets, length);
	if (workbook->formula.error < 0)
		workbook->findings->edits.error = -ENOMEM;
}

static bool cut(struct workbook *workbook, size_t from, size_t to)
{
	xml_edits_cut(&workbook->findings->edits, from, to);
	return true;
}

static bool end_name(struct workbook *workbook, struct xml_range whole)
{
	unsigned classes = formula_code_classes(text_string(&workbook->formula), FORMULA_OOXML);
	char number[24];

	if (workbook->is_automatic || workbook->is_macro)
		classes |= UNSAFE_BIT(UNSAFE_OFFICE_MACROS);
	if (classes != 0 && findings_add(workbook->findings, classes))
		return cut(workbook, whole.from, whole.to);
	if (!workbook->has_sheet || workbook->sheets_cut == 0)
		return false;
	if (workbook->sheet >= workbook->sheets.length || workbook->sheets.bytes[workbook->sheet] == '1')
		return cut(workbook, whole.from, whole.to);
	unsigned long before = 0;
	for (size_t i = 0; i < workbook->sheet; i++)
		before += workbook->sheets.bytes[i] == '1';
	snprintf(number, sizeof(number), "%lu", workbook->sheet - before);
	xml_edits_replace(&workbook->findings->edits, workbook->sheet_value.from, workbook->sheet_value.to, number);
	return false;
}

static void add_repeat(struct workbook *workbook, struct xml_range range)
{
	struct workbook_shared *repeats = grow_by_one(workbook->repeats, workbook->repeat_count, sizeof(*repeats));

	if (repeats == NULL) {
		workbook->findings->edits.error = -ENOMEM;
		return;
	}
	workbook->repeats = repeats;
	repeats[workbook->repeat_count++] = (struct workbook_shared){workbook->group, range};
}

static bool end_formula(struct workbook *workbook, struct xml_range whole)
{
	unsigned classes = formula_code_classes(text_string(&workbook->formula), FORMULA_OOXML);

	if (classes == 0 || !findings_add(workbook->findings, classes)) {
		if (workbook->is_shared && workbook->formula.length == 0)
			add_repeat(workbook, whole);
		return false;
	}
	workbook->findings->has_cut_formula = true;
	if (workbook->is_shared)
		text_append(&workbook->cut_groups, (const char *)&workbook->group, sizeof(workbook->group));
	return cut(workbook, whole.from, whole.to);
}

bool workbook_end(struct workbook *workbook, enum ooxml_tag tag, struct xml_range whole)
{
	if (tag == OOXML_NAME)
		return end_name(workbook, whole);
	if (tag == OOXML_FORMULA)
		return end_formula(workbook, whole);
	unsigned classes = formula_code_classes(text_string(&workbook->formula), FORMULA_OOXML);
	if (classes != 0 && findings_add(workbook->findings, classes))
		return cut(workbook, whole.from, whole.to);
	return false;
}

void workbook_sheet(struct workbook *workbook, bool is_cut)
{
	if (workbook->sheets.length >= LIMIT_SHEETS) {
		workbook->findings->obstacles |= OBSTACLE_LIMIT;
		return;
	}
	text_append_octet(&workbook->sheets, is_cut ? '1' : '0');
	workbook->sheets_cut += is_cut;
	if (workbook->sheets.error < 0)
		workbook->findings->edits.error = -ENOMEM;
}

static int compare_groups(const void *a, const void *b)
{
	unsigned long x, y;

	memcpy(&x, a, sizeof(x));
	memcpy(&y, b, sizeof(y));
	return x < y ? -1 : x > y;
}

void workbook_finish(struct workbook *workbook)
{
	size_t size = sizeof(unsigned long), groups = workbook->cut_groups.length / size;

	if (workbook->cut_groups.error < 0)
		workbook->findings->edits.error = -ENOMEM;
	if (groups > 0)
		qsort(workbook->cut_groups.bytes, groups, size, compare_groups);
	for (size_t i = 0; groups > 0 && i < workbook->repeat_count; i++)
		if (bsearch(&workbook->repeats[i].group, workbook->cut_groups.bytes, groups, size, compare_groups) !=
		    NULL)
			cut(workbook, workbook->repeats[i].range.from, workbook->repeats[i].range.to);
	for (size_t i = 0; workbook->sheets_cut > 0 && i < workbook->view_count; i++)
		cut(workbook, workbook->views[i].from, workbook->views[i].to);
	/* A workbook without a sheet is none. */
	if (workbook->sheets_cut > 0 && workbook->sheets_cut == workbook->sheets.length)
		workbook->findings->obstacles |= OBSTACLE_AMBIGUOUS;
}
