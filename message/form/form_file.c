#include "message/form/form_file.h"

#include "message/form/document_reader.h"
#include "message/form/form_status.h"
#include "message/form/limits.h"
#include "message/form/package.h"
#include "message/signature.h"

#include <errno.h>
#include <glib.h>
#include <stdlib.h>
#include <string.h>

#define DIGEST_STEP (1U << 30) /* octets hashed at once */

static void take_digest(const char *octets, size_t size, struct form_report *report)
{
	GChecksum *checksum = g_checksum_new(G_CHECKSUM_SHA256);
	gsize length = sizeof(report->digest);

	while (size > 0) { /* a length there is signed */
		size_t next = size < DIGEST_STEP ? size : DIGEST_STEP;
		g_checksum_update(checksum, (const guchar *)octets, (gssize)next);
		octets += next;
		size -= next;
	}
	g_checksum_get_digest(checksum, report->digest, &length);
	g_checksum_free(checksum);
	report->has_digest = true;
}

/* `octets` are the file's own; NULL where nobody can get at them. */
static struct form_report *add_report(struct form_files *files, size_t part, const char *octets, size_t size)
{
	struct facts *facts = files->facts;

	if (facts->form_count == FORM_REPORTS_MAX) {
		files->is_past_limit = true;
		return NULL;
	}
	struct form_report *report = &facts->forms[facts->form_count++];
	*report =
	    (struct form_report){.state = FORM_UNREADABLE, .part = (uint32_t)part, .fingerprint = FORM_NO_FINGERPRINT};
	if (octets != NULL)
		take_digest(octets, size, report);
	return report;
}

void form_file_add_unreadable(struct form_files *files, size_t part, const char *octets, size_t size)
{
	add_report(files, part, octets, size);
}

static bool is_asking(enum fingerprint_kind kind)
{
	return kind == FINGERPRINT_LABEL;
}

/* Whether the section that begins with the line asks something, and nothing of it is answered. */
static bool is_empty_section(const struct fingerprint_sample *sample, const struct form_match *match, size_t heading)
{
	bool has_label = false;

	for (size_t i = heading + 1; i < sample->line_count && sample->lines[i].kind != FINGERPRINT_HEADING; i++) {
		if (!is_asking(sample->lines[i].kind))
			continue;
		has_label = true;
		if (line_match_is_answered(&match->lines[i]))
			return false;
	}
	return has_label;
}

static void add_empty(struct form_report *report, size_t line)
{
	if (report->empty_count < FORM_EMPTY_MAX)
		report->empty[report->empty_count++] = (uint32_t)line;
}

/* Whole sections first, then the labels of sections that somebody began. */
static void note_empty(
    const struct fingerprint_sample *sample, const struct form_match *match, struct form_report *report)
{
	bool is_named = false;

	for (size_t i = 0; i < sample->line_count; i++)
		if (sample->lines[i].kind == FINGERPRINT_HEADING && is_empty_section(sample, match, i))
			add_empty(report, i);
	for (size_t i = 0; i < sample->line_count; i++) {
		if (sample->lines[i].kind == FINGERPRINT_HEADING)
			is_named = is_empty_section(sample, match, i);
		else if (is_asking(sample->lines[i].kind) && !is_named && !line_match_is_answered(&match->lines[i]))
			add_empty(report, i);
	}
}

static void describe(const struct form_rule *rule, const struct form_status *status, struct form_report *report)
{
	const struct form_match *match = &status->match;

	report->state = status->state;
	if (status->fingerprint == FORM_RULE_NONE)
		return;
	report->fingerprint = (uint32_t)status->fingerprint;
	report->sample = (uint32_t)match->sample;
	report->score = match->score;
	report->label_count = match->label_count;
	report->answer_count = match->answer_count;
	report->tick_count = match->tick_count;
	for (size_t i = 0; i < rule->fingerprint_count; i++)
		if (rule->fingerprints[i].index == status->fingerprint)
			note_empty(&rule->fingerprints[i].fingerprint->samples[match->sample], match, report);
}

static bool is_allowed(const struct form_rule *rule, enum document_format format)
{
	static const enum file_type types[DOCUMENT_FORMAT_COUNT] = {
	    [DOCUMENT_FORMAT_DOCX] = FILE_DOCX,
	    [DOCUMENT_FORMAT_ODT] = FILE_ODT,
	    [DOCUMENT_FORMAT_FODT] = FILE_ODT,
	    [DOCUMENT_FORMAT_RTF] = FILE_RTF,
	    [DOCUMENT_FORMAT_PDF] = FILE_PDF,
	    [DOCUMENT_FORMAT_DOC] = FILE_DOC,
	};

	return format == DOCUMENT_FORMAT_UNKNOWN || (rule->file_types & 1U << types[format]) != 0;
}

static int show(const struct form_files *files, const struct document *document, const struct form_match *match,
    const struct form_report *report)
{
	const struct form_witness *witness = files->witness;

	return witness != NULL ? witness->see(witness->context, (size_t)(report - files->facts->forms), document, match)
			       : 0;
}

static int judge(struct form_files *files, const struct document *document, struct form_report *report)
{
	struct form_status status = {.state = FORM_ANOTHER, .fingerprint = FORM_RULE_NONE};
	int r = is_allowed(files->rule, document->format) ? form_status_judge(files->rule, document, &status) : 0;

	if (r < 0)
		return r;
	describe(files->rule, &status, report);
	r = show(files, document, &status.match, report);
	form_status_clear(&status);
	return r;
}

static int read_document(struct form_files *files, size_t part, const char *octets, size_t size)
{
	struct form_report *report = add_report(files, part, octets, size);
	struct document document;

	if (report == NULL)
		return 0;
	document_init(&document);
	int r = document_read(octets, size, &document);
	if (r == 0)
		r = judge(files, &document, report);
	document_clear(&document);
	return r;
}

static int read_file(
    struct form_files *files, size_t part, const char *octets, size_t size, unsigned depth, bool *ret_is_known);

/* What a Macintosh puts beside every file, and folders. */
static bool is_no_file(const char *name)
{
	return name[0] == '\0' || name[strlen(name) - 1] == '/' || strncmp(name, "__MACOSX/", 9) == 0 ||
	       strcmp(name, ".DS_Store") == 0;
}

static int read_entry(struct form_files *files, size_t part, struct package *package, const char *name, unsigned depth)
{
	unsigned obstacles = 0;
	char *octets = NULL;
	size_t size = 0;
	bool is_known = false;

	if (files->file_count == LIMIT_ARCHIVE_ENTRIES || files->inflated > LIMIT_ARCHIVE_TOTAL) {
		files->is_past_limit = true;
		return 0;
	}
	files->file_count++;
	int r = package_read(package, name, &octets, &size, &obstacles);
	if (r == -EBADMSG) {
		form_file_add_unreadable(files, part, NULL, 0);
		return 0;
	}
	if (r < 0)
		return r;
	files->inflated += size;
	r = read_file(files, part, octets, size, depth, &is_known);
	free(octets);
	return r;
}

/* An archive that breaks a rule, or needs a password, may hold the form. */
static int read_archive(struct form_files *files, size_t part, const char *octets, size_t size, unsigned depth)
{
	struct package *package = NULL;
	unsigned obstacles = 0;
	int r = depth < LIMIT_ARCHIVE_DEPTH ? package_open(octets, size, &package, &obstacles) : -EBADMSG;

	if (r == -EBADMSG) {
		form_file_add_unreadable(files, part, octets, size);
		return 0;
	}
	for (size_t i = 0; r == 0 && package_name(package, i) != NULL; i++)
		if (!is_no_file(package_name(package, i)))
			r = read_entry(files, part, package, package_name(package, i), depth + 1);
	package_free(package);
	return r;
}

static bool is_zip(const char *octets, size_t size)
{
	return size >= 4 && memcmp(octets, "PK\3\4", 4) == 0;
}

static int read_file(
    struct form_files *files, size_t part, const char *octets, size_t size, unsigned depth, bool *ret_is_known)
{
	bool is_document = document_recognise(octets, size) != DOCUMENT_FORMAT_UNKNOWN;

	*ret_is_known = is_document || is_zip(octets, size);
	if (is_document)
		return read_document(files, part, octets, size);
	return is_zip(octets, size) ? read_archive(files, part, octets, size, depth) : 0;
}

int form_file_read(struct form_files *files, size_t part, const char *octets, size_t size, bool *ret_is_known)
{
	return read_file(files, part, octets, size, 0, ret_is_known);
}
