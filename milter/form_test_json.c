#include "milter/form_test_json.h"

#include "milter/form_section.h"
#include "milter/form_words.h"
#include "milter/json_text.h"

#include <errno.h>

/* Lists of labels. */
struct labels {
	json_t *answered, *unanswered, *missing, *empty_sections;
};

static bool put_section(const struct fingerprint_sample *sample, const struct form_comparison *comparison,
    const struct form_section *section, const struct labels *labels)
{
	bool is_fine = true;

	for (size_t i = section->first; i < section->end && is_fine; i++) {
		if (!form_line_is_label(&sample->lines[i]))
			continue;
		json_t *list = form_line_is_answered(comparison, i)  ? labels->answered
			       : form_line_is_present(comparison, i) ? labels->unanswered
								     : labels->missing;
		is_fine = json_push(list, json_text(sample->lines[i].text));
	}
	if (is_fine && section->heading != NULL && section->label_count > 0 && section->answer_count == 0)
		is_fine = json_push(labels->empty_sections, json_text(section->heading->text));
	return is_fine;
}

static bool put_labels(
    json_t *object, const struct fingerprint_sample *sample, const struct form_comparison *comparison)
{
	struct labels labels = {json_array(), json_array(), json_array(), json_array()};
	bool is_fine = json_put(object, "answered", labels.answered);

	is_fine = json_put(object, "unanswered", labels.unanswered) && is_fine;
	is_fine = json_put(object, "not-found", labels.missing) && is_fine;
	is_fine = json_put(object, "empty-sections", labels.empty_sections) && is_fine;
	for (size_t at = 0; at < sample->line_count && is_fine;) {
		struct form_section section = form_section_at(sample, comparison, at);
		is_fine = put_section(sample, comparison, &section, &labels);
		at = section.end;
	}
	return is_fine;
}

static bool put_form(json_t *object, const struct form_material *material, const struct form_trial *trial)
{
	const struct form_report *report = &trial->report;
	const struct learnt_form *form = form_material_find(material, report->fingerprint);
	const struct fingerprint_sample *sample = &form->fingerprint.samples[report->sample];

	return json_put(object, "form", json_text(form->fingerprint.name)) &&
	       json_put(object, "fingerprint", json_text(form->name)) &&
	       json_put(object, "sample", json_text(sample->name)) &&
	       json_put(object, "version", json_text(form_sample_version(sample))) &&
	       json_put(object, "superseded", json_boolean(form_material_is_superseded(material, form))) &&
	       json_put(object, "score", json_real(report->score / 10.0)) &&
	       json_put(object, "label-count", json_integer(report->label_count)) &&
	       json_put(object, "answer-count", json_integer(report->answer_count)) &&
	       json_put(object, "tick-count", json_integer(report->tick_count)) &&
	       put_labels(object, sample, &trial->comparison);
}

static json_t *obstacles_new(const struct form_document *document)
{
	json_t *list = json_array();
	bool is_fine = list != NULL;

	for (uint32_t bit = 1; bit <= FORM_OBSTACLES_ALL && is_fine; bit <<= 1)
		if ((document->obstacles & bit) != 0)
			is_fine = json_push(list, json_text(form_words_obstacle_key((enum form_obstacle)bit)));
	if (!is_fine) {
		json_decref(list);
		return NULL;
	}
	return list;
}

static json_t *trial_new(const struct form_material *material, const struct form_trial *trial)
{
	json_t *object = json_object();
	bool is_fine = json_put(object, "state", json_text(form_state_word(trial->report.state))) &&
		       json_put(object, "format", json_text(trial->document.format)) &&
		       json_put(object, "obstacles", obstacles_new(&trial->document));

	if (is_fine && trial->report.fingerprint != FORM_NO_FINGERPRINT)
		is_fine = put_form(object, material, trial);
	if (!is_fine) {
		json_decref(object);
		return NULL;
	}
	return object;
}

static json_t *documents_new(const struct form_material *material, const struct form_answer *answer)
{
	json_t *list = json_array();
	bool is_fine = list != NULL;

	for (uint32_t i = 0; i < answer->trial_count && is_fine; i++)
		is_fine = json_push(list, trial_new(material, &answer->trials[i]));
	if (!is_fine) {
		json_decref(list);
		return NULL;
	}
	return list;
}

static bool put_answer(json_t *object, const struct form_material *material, const struct form_answer *answer)
{
	return json_put(object, "has-one-reading", json_boolean(!answer->has_readings)) &&
	       json_put(object, "is-complete", json_boolean(!answer->is_cut)) &&
	       json_put(object, "documents", documents_new(material, answer));
}

int form_test_json_add(const struct form_material *material, const struct form_tested *tested, json_t *files)
{
	json_t *object = json_object();
	bool is_fine =
	    json_put(object, "file", json_text(tested->path)) &&
	    json_put(object, "state", tested->is_wrong ? json_null() : json_text(form_state_word(tested->state))) &&
	    json_put(object, "error", json_text(tested->why));

	if (is_fine && tested->answer != NULL)
		is_fine = put_answer(object, material, tested->answer);
	if (!is_fine) {
		json_decref(object);
		return -ENOMEM;
	}
	return json_push(files, object) ? 0 : -ENOMEM;
}

int form_test_json_print(json_t *files, int status, FILE *stream)
{
	json_t *whole = json_object();
	bool is_fine = json_put(whole, "version", json_integer(1)) && json_put(whole, "status", json_integer(status)) &&
		       json_put(whole, "files", json_incref(files));
	int r = is_fine ? 0 : -ENOMEM;

	if (r == 0 && json_dumpf(whole, stream, JSON_INDENT(2) | JSON_REAL_PRECISION(4)) != 0)
		r = -EIO;
	fputc('\n', stream);
	json_decref(whole);
	return r;
}
