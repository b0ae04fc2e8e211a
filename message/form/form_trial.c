#include "message/form/form_trial.h"

#include "message/form/form_document.h"
#include "message/form/form_reader.h"
#include "message/reading.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int see(void *context, size_t index, const struct document *document, const struct form_match *match)
{
	struct form_answer *answer = context;
	struct form_trial *trial = &answer->trials[index];

	form_document_describe(document, &trial->document);
	return match->line_count > 0 ? form_document_compare(match, &trial->comparison) : 0;
}

static int begin(struct form_answer *answer)
{
	answer->trials = calloc(FORM_REPORTS_MAX, sizeof(*answer->trials));
	if (answer->trials == NULL)
		return -ENOMEM;
	answer->trial_count = FORM_REPORTS_MAX;
	for (size_t i = 0; i < FORM_REPORTS_MAX; i++)
		strcpy(answer->trials[i].document.format, "unknown");
	return 0;
}

/* The reports as they stand after what the route says of names and sizes. */
static void take_reports(const struct facts *facts, struct form_answer *answer)
{
	for (size_t i = 0; i < facts->form_count; i++)
		answer->trials[i].report = facts->forms[i];
	answer->trial_count = (uint32_t)facts->form_count;
}

int form_trial_hold(
    const struct mapping *mapping, const struct route *route, struct part_sniffer *sniffer, struct form_answer *answer)
{
	const struct form_witness witness = {see, answer};
	struct outline outline;
	struct facts facts;
	int r = begin(answer);

	if (r < 0)
		return r;
	facts_init(&facts);
	outline_init(&outline);
	r = reading_make(mapping, sniffer, &facts, &outline);
	answer->has_readings = r == -EBADMSG || (r == 0 && outline.count == 0);
	if (r == 0 && outline.count > 0) {
		r = form_reader_read(mapping, &outline, route, &witness, &facts);
		answer->is_cut = facts.are_forms_read != ANSWER_YES;
	}
	take_reports(&facts, answer);
	outline_clear(&outline);
	facts_clear(&facts);
	return r == -EBADMSG ? 0 : r;
}
