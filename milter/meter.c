#include "milter/meter.h"

#include <errno.h>
#include <time.h>

static enum metrics_screening screening_of(const struct message *message, enum screening screening)
{
	switch (screening) {
	case SCREENING_PASS:
		return METRICS_SCREENED_OTHER;
	case SCREENING_CAPTURE:
		return message->is_watched ? METRICS_SCREENED_WATCH : METRICS_SCREENED_OURS;
	case SCREENING_DEFER:
		break;
	}
	return METRICS_SCREENED_DEFERRED;
}

void meter_screening(struct metrics *metrics, const struct message *message, enum screening screening, int error)
{
	metrics_add(&metrics->screened[screening_of(message, screening)]);
	if (error != 0)
		metrics_add(&metrics->unscreened);
	else if (message->screen_us > 0)
		histogram_add(&metrics->screening, message->screen_us);
}

static enum metrics_loss loss_of(int error)
{
	switch (error) {
	case -E2BIG:
		return METRICS_LOSS_SIZE;
	case -EOVERFLOW:
		return METRICS_LOSS_PARTS;
	case -ENOBUFS:
		return METRICS_LOSS_BUDGET;
	default:
		return METRICS_LOSS_FAULT;
	}
}

static enum metrics_answer told_of(enum outcome outcome)
{
	switch (outcome) {
	case OUTCOME_PASS:
		return METRICS_PASSED;
	case OUTCOME_REFUSE:
		return METRICS_REFUSED;
	case OUTCOME_DEFER:
		break;
	}
	return METRICS_DEFERRED;
}

static void meter_inspection(struct metrics *metrics, const struct pool_inspection *inspection)
{
	for (unsigned i = 0; i < inspection->deaths; i++)
		metrics_add(&metrics->deaths[DEATH_CHILD]);
	if (inspection->inspect_us == 0)
		return;
	histogram_add(&metrics->waiting, inspection->wait_us);
	histogram_add(&metrics->inspection, inspection->inspect_us);
}

static void meter_verdict(struct metrics *metrics, const struct message *message, const struct conclusion *conclusion)
{
	const struct verdict *verdict = &conclusion->judgement.verdict;
	const struct route *route =
	    verdict->route != NULL ? ruleset_find(message->generation->ruleset, verdict->route) : NULL;

	metrics_verdict(metrics, route, verdict, (int64_t)time(NULL));
}

void meter_conclusion(struct metrics *metrics, const struct message *message, const struct conclusion *conclusion)
{
	metrics_add(&metrics->answers[told_of(conclusion->outcome)]);
	if (message->capture.error != 0 || message->is_over_limit)
		metrics_add(
		    &metrics->lost[message->capture.error != 0 ? loss_of(message->capture.error) : METRICS_LOSS_SIZE]);
	if (!conclusion->is_judged)
		return;
	meter_inspection(metrics, &conclusion->judgement.inspection);
	if (conclusion->is_recorded)
		meter_verdict(metrics, message, conclusion);
	else if (conclusion->record_error != 0)
		metrics_add(&metrics->unrecorded[conclusion->outcome == OUTCOME_PASS]);
}
