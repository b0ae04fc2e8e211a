#include "milter/form_test_text.h"

#include "milter/form_section.h"
#include "milter/form_words.h"
#include "milter/printable.h"

#include <errno.h>
#include <stdlib.h>

static int print_text(FILE *stream, const char *before, const char *text, const char *after)
{
	char *shown = printable_new(text);

	if (shown == NULL)
		return -ENOMEM;
	fprintf(stream, "%s%s%s", before, shown, after);
	free(shown);
	return 0;
}

static int print_labels(const struct fingerprint_sample *sample, const struct form_comparison *comparison,
    const struct form_section *section, FILE *stream)
{
	int r = 0;

	for (size_t i = section->first; i < section->end && r == 0; i++) {
		if (!form_line_is_label(&sample->lines[i]))
			continue;
		const char *mark = form_line_is_answered(comparison, i)	 ? "        [x] "
				   : form_line_is_present(comparison, i) ? "        [ ] "
									 : "        [?] ";
		r = print_text(stream, mark, sample->lines[i].text,
		    form_line_is_present(comparison, i) ? "\n" : " (not found in it)\n");
	}
	return r;
}

static int print_sections(
    const struct fingerprint_sample *sample, const struct form_comparison *comparison, FILE *stream)
{
	int r = 0;

	for (size_t at = 0; at < sample->line_count && r == 0;) {
		struct form_section section = form_section_at(sample, comparison, at);
		at = section.end;
		if (section.label_count == 0)
			continue;
		if (section.heading != NULL)
			r = print_text(stream, "    ", section.heading->text,
			    section.answer_count > 0 ? "\n" : ": nothing is answered here\n");
		if (r == 0)
			r = print_labels(sample, comparison, &section, stream);
	}
	return r;
}

static int print_form(const struct form_material *material, const struct form_trial *trial, FILE *stream)
{
	const struct learnt_form *form = form_material_find(material, trial->report.fingerprint);
	const struct fingerprint_sample *sample = &form->fingerprint.samples[trial->report.sample];
	const char *version = form_sample_version(sample);
	int r = print_text(stream, "    like ", form->fingerprint.name, "");

	if (r == 0)
		r = print_text(stream, " (", form->name, "");
	if (r == 0)
		r = print_text(stream, ", sample ", sample->name, ")");
	if (r == 0 && version != NULL)
		r = print_text(stream, ", ", version, "");
	fputs(form_material_is_superseded(material, form) ? ", superseded\n" : "\n", stream);
	return r;
}

static void print_obstacles(const struct form_document *document, FILE *stream)
{
	for (uint32_t bit = 1; bit <= FORM_OBSTACLES_ALL; bit <<= 1)
		if ((document->obstacles & bit) != 0)
			fprintf(stream, "    %s\n", form_words_obstacle((enum form_obstacle)bit));
}

static int print_trial(const struct form_material *material, const struct form_trial *trial, FILE *stream)
{
	const struct form_report *report = &trial->report;
	int r = 0;

	fprintf(stream, "    format %s: %s\n", trial->document.format, form_words_state(report->state));
	print_obstacles(&trial->document, stream);
	if (report->fingerprint == FORM_NO_FINGERPRINT)
		return 0;
	r = print_form(material, trial, stream);
	fprintf(stream, "    %u.%u %% of the form's words are in it", report->score / 10, report->score % 10);
	if (report->state == FORM_ANOTHER) {
		fputc('\n', stream);
		return r;
	}
	fprintf(stream, "; %u of %u labels answered; %u box%s ticked\n", report->answer_count, report->label_count,
	    report->tick_count, report->tick_count == 1 ? " is" : "es are");
	const struct learnt_form *form = form_material_find(material, report->fingerprint);
	if (r == 0)
		r = print_sections(&form->fingerprint.samples[report->sample], &trial->comparison, stream);
	return r;
}

static int print_answer(const struct form_material *material, const struct form_answer *answer, FILE *stream)
{
	int r = 0;

	if (answer->has_readings)
		fputs("    this message can be read in more than one way: none of its files was looked at\n", stream);
	else if (answer->trial_count == 0)
		fputs("    no document is in it\n", stream);
	if (answer->is_cut)
		fputs("    more files are in it than are looked at\n", stream);
	for (uint32_t i = 0; i < answer->trial_count && r == 0; i++) {
		if (answer->trial_count > 1)
			fprintf(stream, "    document %u of %u\n", i + 1, answer->trial_count);
		r = print_trial(material, &answer->trials[i], stream);
	}
	return r;
}

int form_test_text_print(
    const struct form_material *material, const struct form_tested *tested, bool is_summary, FILE *stream)
{
	int r = print_text(stream, "", tested->path, ": ");

	if (r < 0)
		return r;
	if (tested->is_wrong) {
		fprintf(stream, "not tested: %s\n", tested->why);
		return 0;
	}
	fputs(form_state_word(tested->state), stream);
	if (tested->why != NULL)
		r = print_text(stream, ": ", tested->why, "");
	fputc('\n', stream);
	if (r == 0 && tested->answer != NULL && !is_summary)
		r = print_answer(material, tested->answer, stream);
	return r;
}
