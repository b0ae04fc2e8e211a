#include "audit/report/figures.h"

#include "audit/store/record_time.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define MONTH_LENGTH 7 /* "2026-11" */

void figures_init(struct figures *figures, int64_t from_us, int64_t to_us)
{
	*figures = (struct figures){.from_us = from_us, .to_us = to_us};
}

void figures_clear(struct figures *figures)
{
	struct tally *tallies[] = {&figures->months, &figures->domains, &figures->routes, &figures->reasons,
	    &figures->flagged, &figures->repaired, &figures->stripped};

	for (size_t i = 0; i < sizeof(tallies) / sizeof(*tallies); i++)
		tally_clear(tallies[i]);
	token_map_clear(&figures->known);
}

static bool is(const char *text, const char *word)
{
	return text != NULL && strcmp(text, word) == 0;
}

static bool is_within(const struct figures *figures, int64_t time_us)
{
	return time_us >= figures->from_us && time_us < figures->to_us;
}

/* What was done to a message that passed, by the finding that had it done. */
static int count_finding(struct figures *figures, const struct finding_view *finding)
{
	const char *reason = finding->reason != NULL ? finding->reason : "unknown";

	if (is(finding->action, "flag"))
		return tally_add(&figures->flagged, reason, 1);
	if (is(finding->action, "repair"))
		return tally_add(&figures->repaired, reason, 1);
	if (is(finding->action, "strip"))
		return tally_add(&figures->stripped, finding->subject != NULL ? finding->subject : reason, 1);
	return 0;
}

/* A reason counts once a message, however many copies lack. */
static bool is_said_before(const struct record_view *view, size_t at)
{
	const struct finding_view *finding = &view->findings[at];

	for (size_t i = 0; i < at; i++) {
		const struct finding_view *before = &view->findings[i];
		bool is_same_subject = !is(finding->action, "strip") || is(before->subject, finding->subject);
		if (is(before->reason, finding->reason) && is(before->action, finding->action) && is_same_subject)
			return true;
	}
	return false;
}

static int count_message(struct figures *figures, const struct record_view *view)
{
	bool is_accepted = is(view->verdict, "accept");
	int r = 0;

	figures->misrouted += is(view->mail_class, "misrouted");
	figures->would_refuse += is_accepted && is(view->would, "refuse");
	for (size_t i = 0; r == 0 && is_accepted && i < view->finding_count; i++)
		if (view->findings[i].reason != NULL && !is_said_before(view, i))
			r = count_finding(figures, &view->findings[i]);
	return r;
}

/* Another part of a message that was split, or the same once more. Refused it is another message than accepted. */
static int is_known(struct figures *figures, const struct record_view *view, bool *ret_is_known)
{
	struct token token;

	*ret_is_known = false;
	if (!token_parse(view->now.message_id, &token))
		return 0;
	token.octets[0] ^= is(view->verdict, "accept");
	*ret_is_known = token_map_find(&figures->known, &token) != NULL;
	return *ret_is_known ? 0 : token_map_put(&figures->known, &token, 0);
}

int figures_add(struct figures *figures, const struct record_view *view)
{
	bool is_again = false;

	if (!is(view->kind, "verdict") || !is_within(figures, view->time_us) || record_view_flag(view, "canary", false))
		return 0;
	int r = is_known(figures, view, &is_again);
	return r < 0 || is_again ? r : count_message(figures, view);
}

static int count_referral(struct figures *figures, int64_t time_us, const char *domain, const char *route)
{
	char month[RECORD_TIME_SIZE];

	figures->seen++;
	record_time_format(time_us, month);
	month[MONTH_LENGTH] = '\0';
	int r = tally_add(&figures->months, month, 1);
	if (r == 0)
		r = tally_add(&figures->domains, domain != NULL ? domain : "none", 1);
	return r == 0 ? tally_add(&figures->routes, route != NULL ? route : "none", 1) : r;
}

static int count_refused(struct figures *figures, const struct case_file *file)
{
	figures->refused++;
	figures->closed += file->state == CASE_CLOSED;
	figures->presumed += file->state == CASE_PRESUMED;
	figures->open += file->state == CASE_OPEN;
	return tally_add(&figures->reasons, file->reason != NULL ? file->reason : "unknown", 1);
}

static int count_case(struct figures *figures, const struct case_file *file)
{
	if (!is_within(figures, file->opened_us))
		return 0;
	if (!file->is_referral) {
		figures->open_other += file->state == CASE_OPEN;
		return 0;
	}
	if (!file->was_refused && file->state != CASE_CLOSED) {
		figures->waiting++;
		return 0;
	}
	int r = count_referral(figures, file->opened_us, file->domain, file->route);
	figures->right += !file->was_refused;
	return r == 0 && file->was_refused ? count_refused(figures, file) : r;
}

static int compare(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

static bool is_closed_refusal(const struct figures *figures, const struct case_file *file)
{
	return file->is_referral && file->was_refused && file->state == CASE_CLOSED &&
	       is_within(figures, file->opened_us);
}

static int find_median(struct figures *figures, const struct cases *cases)
{
	size_t count = 0;
	int64_t *times = figures->closed > 0 ? calloc(figures->closed, sizeof(*times)) : NULL;

	if (figures->closed == 0)
		return 0;
	if (times == NULL)
		return -ENOMEM;
	for (size_t i = 0; i < cases_count(cases); i++) {
		const struct case_file *file = cases_at(cases, i);
		if (is_closed_refusal(figures, file))
			times[count++] = file->closed_us - file->opened_us;
	}
	qsort(times, count, sizeof(*times), compare);
	figures->median_close_us = count % 2 == 1 ? times[count / 2] : (times[count / 2 - 1] + times[count / 2]) / 2;
	free(times);
	return 0;
}

int figures_settle(struct figures *figures, const struct cases *cases)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < cases_count(cases); i++)
		r = count_case(figures, cases_at(cases, i));
	for (size_t i = 0; r == 0 && i < cases_pass_count(cases); i++) {
		const struct case_pass *pass = cases_pass_at(cases, i);
		if (!is_within(figures, pass->time_us))
			continue;
		figures->right++;
		r = count_referral(figures, pass->time_us, pass->domain, pass->route);
	}
	return r == 0 ? find_median(figures, cases) : r;
}
