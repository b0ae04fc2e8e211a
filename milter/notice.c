#include "milter/notice.h"

#include "milter/log.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define REASONS_MAX 1024 /* octets: VERDICT_FINDINGS_MAX words of findings, and commas */

void notice_unscreened(const struct session *session, int error)
{
	log_write(LOG_LEVEL_WARNING, session_queue_id(session),
	    "no screener answered (%s): judged by the envelope's recipients alone", strerror(-error));
}

void notice_torn(const struct session *session)
{
	log_write(LOG_LEVEL_WARNING, session_queue_id(session), "out of memory for the envelope: deferred");
}

/* "content-ambiguous/structure,copy-missing", or "none". */
static void join_reasons(const struct verdict *verdict, char text[REASONS_MAX])
{
	size_t length = 0;

	snprintf(text, REASONS_MAX, "none");
	for (size_t i = 0; i < verdict->finding_count && length < REASONS_MAX; i++) {
		char word[FINDING_WORD_MAX];
		length += (size_t)snprintf(text + length, REASONS_MAX - length, "%s%s", i > 0 ? "," : "",
		    finding_word(&verdict->findings[i], word));
	}
}

static const char *outcome_word(enum outcome outcome)
{
	switch (outcome) {
	case OUTCOME_PASS:
		return "passed";
	case OUTCOME_REFUSE:
		return "refused";
	case OUTCOME_DEFER:
		break;
	}
	return "deferred";
}

static void warn_faults(const char *id, const struct conclusion *conclusion)
{
	const struct judgement *judgement = &conclusion->judgement;

	if (judgement->inspection.deaths > 0)
		log_write(
		    LOG_LEVEL_WARNING, id, "inspectors that died over this message: %u", judgement->inspection.deaths);
	if (judgement->fault != NULL)
		log_write(LOG_LEVEL_WARNING, id, "%s (%s): %s", judgement->fault, strerror(-judgement->error),
		    outcome_word(conclusion->outcome));
	if (conclusion->record_error != 0)
		log_write(LOG_LEVEL_WARNING, id, "cannot write the audit record (%s): %s, unrecorded",
		    strerror(-conclusion->record_error), outcome_word(conclusion->outcome));
	if (conclusion->is_unheard)
		log_write(LOG_LEVEL_WARNING, id, "the MTA was gone before it could hear the verdict");
}

void notice_conclusion(const struct session *session, const struct conclusion *conclusion)
{
	const struct verdict *verdict = &conclusion->judgement.verdict;
	const struct pool_inspection *inspection = &conclusion->judgement.inspection;
	const char *id = session_queue_id(session);
	char reasons[REASONS_MAX];

	if (!conclusion->is_judged) {
		log_write(LOG_LEVEL_WARNING, id, "out of memory for a verdict: deferred");
		return;
	}
	warn_faults(id, conclusion);
	if (verdict->mail_class == CLASS_OTHER)
		return;
	join_reasons(verdict, reasons);
	const struct log_fields fields = {.route = verdict->route,
	    .verdict = disposition_word(verdict->disposition),
	    .reasons = reasons,
	    .case_code = conclusion->case_code.text};
	log_write_fields(LOG_LEVEL_NOTICE, id, &fields,
	    "class=%s disposition=%s would=%s outcome=%s route=\"%s\" reasons=%s case=%s size=%" PRIu64
	    " screen_us=%" PRIu64 " wait_us=%" PRIu64 " inspect_us=%" PRIu64,
	    mail_class_word(verdict->mail_class), disposition_word(verdict->disposition),
	    disposition_word(verdict->would_disposition), outcome_word(conclusion->outcome),
	    verdict->route != NULL ? verdict->route : "", reasons,
	    conclusion->case_code.text[0] != '\0' ? conclusion->case_code.text : "none", session->message.capture.size,
	    session->message.screen_us, inspection->wait_us, inspection->inspect_us);
}
