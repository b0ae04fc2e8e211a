#include "message/sanitise/ooxml.h"

#include "message/form/document.h"
#include "message/sanitise/limits.h"
#include "message/sanitise/ooxml_story.h"
#include "message/sanitise/opc_graph.h"
#include "message/sanitise/opc_type.h"
#include "message/sanitise/package_writer.h"
#include "message/sanitise/proof.h"
#include "message/sanitise/xml_check.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct ooxml {
	unsigned strip;
	struct package *package;
	struct opc_graph graph;
	struct text *changed; /* new octets of each part; no memory: the old ones */
	const struct opc_main_type *main_type;
	unsigned found, obstacles;
	size_t xml_octets;
	bool is_changed;
	bool has_cut_formula;
};

static int refuse(struct ooxml *ooxml, enum document_obstacle obstacle)
{
	ooxml->obstacles |= obstacle;
	return -EBADMSG;
}

/* The sorted ids of a part's relationships that go; they stand together, in order of their ids. */
static int list_gone(const struct ooxml *ooxml, size_t owner, const char ***ret_ids, size_t *ret_count)
{
	const struct opc_graph *graph = &ooxml->graph;
	const char **ids = calloc(graph->relation_count + 1, sizeof(*ids));
	size_t count = 0;

	if (ids == NULL)
		return -ENOMEM;
	for (size_t i = 0; i < graph->relation_count; i++)
		if (graph->relations[i].owner == owner && graph->relations[i].is_cut)
			ids[count++] = graph->relations[i].id;
	*ret_ids = ids;
	*ret_count = count;
	return 0;
}

/* A drawing of Excel's need not be well-formed. Then it stays if there is nothing in it to take out. */
static bool is_harmless_drawing(const struct opc_part *part, const struct ooxml_story_source *source)
{
	static const char *const words[] = {
	    "macro", "href", "src", "oleobject", "<!doctype", "<!entity", "<script", ":dde"};

	if (part->type == NULL || strcasestr(part->type->type, "vmlDrawing") == NULL || source->gone_count > 0 ||
	    memchr(source->octets, '\0', source->size) != NULL)
		return false;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcasestr(source->octets, words[i]) != NULL)
			return false;
	return true;
}

/* Settings of a printer as a Mac writes them: a property list with its document type. No program takes one for a story:
 * those that read such parts refuse a document type. */
static bool is_property_list(const struct opc_part *part, const struct ooxml_story_source *source)
{
	if (part->type == NULL || strcasestr(part->type->type, ".printerSettings") == NULL ||
	    memchr(source->octets, '\0', source->size) != NULL || strcasestr(source->octets, "<!entity") != NULL)
		return false;
	const char *type = strstr(source->octets, "<!DOCTYPE plist ");
	const char *root = type != NULL ? strchr(type + 1, '<') : NULL;
	return root != NULL && strncmp(root, "<plist", 6) == 0;
}

static int keep_edits(
    struct ooxml *ooxml, size_t index, const struct ooxml_story_source *source, struct findings *findings)
{
	struct text *text = &ooxml->changed[index];
	unsigned obstacles = 0;
	int r = xml_edits_apply(&findings->edits, source->octets, source->size, text);

	if (r == 0)
		r = xml_check(text_string(text), text->length, &obstacles);
	ooxml->is_changed = true;
	return r == -EBADMSG ? refuse(ooxml, OBSTACLE_AMBIGUOUS) : r;
}

static int take_findings(struct ooxml *ooxml, size_t index, const struct ooxml_story_source *source, bool is_original,
    struct findings *findings)
{
	const struct opc_part *part = &ooxml->graph.parts[index];

	ooxml->found |= findings->found;
	/* What goes anyway, or was allowed, need not be XML. */
	if (part->is_removed || (part->classes != 0 && findings->obstacles != 0))
		return 0;
	if (findings->obstacles != 0 && (is_harmless_drawing(part, source) || is_property_list(part, source)))
		return 0;
	ooxml->obstacles |= findings->obstacles;
	if (findings->obstacles != 0)
		return -EBADMSG;
	if (findings->edits.count == 0)
		return 0;
	ooxml->has_cut_formula |= findings->has_cut_formula;
	return is_original ? keep_edits(ooxml, index, source, findings) : refuse(ooxml, OBSTACLE_AMBIGUOUS);
}

static int read_story(struct ooxml *ooxml, size_t index, char *octets, size_t size)
{
	struct findings findings = {.strip = ooxml->strip};
	struct ooxml_story_source source = {octets, size, NULL, 0};
	const char **gone = NULL;
	char *converted = NULL;
	int r = list_gone(ooxml, index, &gone, &source.gone_count);

	source.gone = gone;
	if (r == 0 && xml_check_is_utf16(octets, size)) {
		r = xml_check_from_utf16(octets, size, &converted, &source.size, &findings.obstacles);
		source.octets = converted;
	}
	if (r == 0)
		r = xml_check(source.octets, source.size, &findings.obstacles);
	if (r == 0)
		r = ooxml_story_read(&source, &findings);
	if (r == -EBADMSG)
		r = 0;
	if (r == 0)
		r = take_findings(ooxml, index, &source, converted == NULL, &findings);
	findings_clear(&findings);
	free(converted);
	free(gone);
	return r;
}

static int read_stories(struct ooxml *ooxml)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < ooxml->graph.part_count; i++) {
		const struct opc_part *part = &ooxml->graph.parts[i];
		char *octets = NULL;
		size_t size = 0;
		if (!part->is_xml)
			continue;
		r = package_read(ooxml->package, part->name, &octets, &size, &ooxml->obstacles);
		if (r == 0 && (ooxml->xml_octets += size) > LIMIT_OFFICE_XML)
			r = refuse(ooxml, OBSTACLE_LIMIT);
		if (r == 0)
			r = read_story(ooxml, i, octets, size);
		free(octets);
	}
	return r;
}

/* Is what an entry gives a type to gone, or a type that nobody wants any more? */
static bool is_entry_gone(const struct ooxml *ooxml, const struct opc_type_entry *entry)
{
	if (entry->is_default)
		return (opc_type_part_classes(entry->type) & ooxml->strip & ~UNSAFE_BIT(UNSAFE_OFFICE_EMBEDDED)) != 0;
	size_t part = opc_graph_find(&ooxml->graph, entry->name);
	return part != OPC_NOBODY && ooxml->graph.parts[part].is_removed;
}

static void edit_types(struct ooxml *ooxml, struct xml_edits *edits)
{
	const struct opc_graph *graph = &ooxml->graph;
	const struct opc_type_entry *main_type = graph->parts[graph->main_part].type;

	for (size_t i = 0; i < graph->types.count; i++) {
		const struct opc_type_entry *entry = &graph->types.entries[i];
		if (is_entry_gone(ooxml, entry))
			xml_edits_cut(edits, entry->range.from, entry->range.to);
		else if (ooxml->main_type != NULL && entry == main_type)
			xml_edits_replace(edits, entry->value.from, entry->value.to, ooxml->main_type->clean_type);
	}
}

static bool edit_relations(struct ooxml *ooxml, size_t source, struct xml_edits *edits)
{
	const struct opc_graph *graph = &ooxml->graph;

	for (size_t i = 0; i < graph->relation_count; i++)
		if (graph->relations[i].source == source && graph->relations[i].is_cut)
			xml_edits_cut(edits, graph->relations[i].range.from, graph->relations[i].range.to);
	return edits->count > 0;
}

static int edit_part(struct ooxml *ooxml, size_t index, const char *octets, size_t size)
{
	struct xml_edits edits = {0};
	int r = 0;

	if (index == ooxml->graph.types_part)
		edit_types(ooxml, &edits);
	else if (ooxml->graph.parts[index].is_relations)
		edit_relations(ooxml, index, &edits);
	if (edits.count > 0 || edits.error < 0)
		r = xml_edits_apply(&edits, octets, size, &ooxml->changed[index]);
	xml_edits_clear(&edits);
	return r;
}

static int write_part(struct ooxml *ooxml, size_t index, struct package_writer *writer)
{
	const char *name = ooxml->graph.parts[index].name;
	struct text *changed = &ooxml->changed[index];
	char *octets = NULL;
	size_t size = 0;
	int r = package_read(ooxml->package, name, &octets, &size, &ooxml->obstacles);

	if (r == 0)
		r = edit_part(ooxml, index, octets, size);
	if (r == 0 && changed->bytes != NULL)
		r = package_writer_add(
		    writer, name, changed->bytes, changed->length, package_is_stored(ooxml->package, index));
	else if (r == 0)
		r = package_writer_add(writer, name, octets, size, package_is_stored(ooxml->package, index));
	free(octets);
	return r == -EFBIG ? refuse(ooxml, OBSTACLE_LIMIT) : r;
}

static int write_package(struct ooxml *ooxml, struct cleaning *cleaning)
{
	struct package_writer writer = {0};
	int r = 0;

	for (size_t i = 0; r == 0 && i < ooxml->graph.part_count; i++)
		if (!ooxml->graph.parts[i].is_removed)
			r = write_part(ooxml, i, &writer);
	if (r == 0)
		r = package_writer_finish(&writer, &cleaning->octets, &cleaning->size);
	package_writer_clear(&writer);
	return r == -EFBIG ? refuse(ooxml, OBSTACLE_LIMIT) : r;
}

static void note_changes(struct ooxml *ooxml)
{
	for (size_t i = 0; i < ooxml->graph.part_count; i++)
		ooxml->is_changed |= ooxml->graph.parts[i].is_removed;
	for (size_t i = 0; i < ooxml->graph.relation_count; i++)
		ooxml->is_changed |= ooxml->graph.relations[i].is_cut;
}

static int judge_main(struct ooxml *ooxml)
{
	const struct opc_part *part = &ooxml->graph.parts[ooxml->graph.main_part];
	const struct opc_main_type *type = part->type != NULL ? opc_type_main(part->type->type) : NULL;

	if (type == NULL)
		return 0;
	ooxml->found |= UNSAFE_BIT(UNSAFE_OFFICE_MACROS);
	if ((ooxml->strip & UNSAFE_BIT(UNSAFE_OFFICE_MACROS)) == 0)
		return 0;
	/* A default's type would be that of other parts too. */
	if (type->clean_type == NULL || part->type->is_default)
		return refuse(ooxml, OBSTACLE_UNSUPPORTED);
	ooxml->main_type = type;
	ooxml->is_changed = true;
	return 0;
}

static int clean_package(struct ooxml *ooxml, struct cleaning *cleaning)
{
	struct opc_graph *graph = &ooxml->graph;
	int r = opc_graph_read(ooxml->package, graph, &ooxml->obstacles);

	if (r < 0)
		return r;
	ooxml->changed = calloc(graph->part_count, sizeof(*ooxml->changed));
	if (ooxml->changed == NULL)
		return -ENOMEM;
	ooxml->found = opc_graph_classes(graph);
	r = judge_main(ooxml);
	opc_graph_cut(graph, ooxml->strip, NULL);
	if (r == 0)
		r = read_stories(ooxml);
	if (r == 0 && ooxml->has_cut_formula)
		opc_graph_cut(graph, ooxml->strip, "calcChain");
	note_changes(ooxml);
	if (r < 0 || !ooxml->is_changed)
		return r;
	if (graph->is_signed || graph->parts[graph->main_part].is_removed || graph->parts[graph->types_part].is_removed)
		return refuse(ooxml, OBSTACLE_AMBIGUOUS);
	return write_package(ooxml, cleaning);
}

static int clean_once(const char *octets, size_t size, unsigned strip, struct cleaning *cleaning)
{
	struct ooxml ooxml = {.strip = strip};
	int r = package_open(octets, size, &ooxml.package, &ooxml.obstacles);

	if (r == 0)
		r = clean_package(&ooxml, cleaning);
	cleaning->found = ooxml.found;
	if (r == -EBADMSG) {
		cleaning->state = (ooxml.obstacles & OBSTACLE_LIMIT) != 0 ? CLEANING_LIMIT : CLEANING_IMPOSSIBLE;
		cleaning->is_ambiguous = cleaning_is_ambiguous(ooxml.obstacles, ooxml.package != NULL);
	} else if (r == 0 && !ooxml.is_changed) {
		cleaning->state = CLEANING_UNCHANGED;
	} else if (r == 0) {
		cleaning->state = CLEANING_DONE;
		cleaning->removed = ooxml.found & strip;
		cleaning->type = ooxml.main_type != NULL ? ooxml.main_type->media_type : NULL;
		cleaning->extension = ooxml.main_type != NULL ? ooxml.main_type->extension : NULL;
	}
	for (size_t i = 0; ooxml.changed != NULL && i < ooxml.graph.part_count; i++)
		text_clear(&ooxml.changed[i]);
	free(ooxml.changed);
	opc_graph_clear(&ooxml.graph);
	package_free(ooxml.package);
	return r == -EBADMSG ? 0 : r;
}

int ooxml_clean(const char *octets, size_t size, unsigned strip, struct cleaning *ret_cleaning)
{
	return proof_clean(clean_once, octets, size, strip, ret_cleaning);
}
