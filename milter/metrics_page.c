#include "milter/metrics_page.h"

#include "milter/metrics_routes.h"
#include "milter/metrics_text.h"

#include <errno.h>
#include <stdlib.h>

/* One number that has no labels. */
static void print_one(FILE *stream, const char *name, enum metrics_type type, const char *help, uint64_t value)
{
	metrics_text_family(stream, name, type, help);
	metrics_text_sample(stream, name, NULL, 0, value);
}

static void print_time(FILE *stream, const char *name, const char *help, int64_t time)
{
	print_one(stream, name, METRICS_GAUGE, help, time > 0 ? (uint64_t)time : 0);
}

/* A family that one label tells apart, by the words of an enum. */
static void print_words(FILE *stream, const char *name, const char *help, const char *label, const char *const *words,
    const metrics_count *counts, size_t count)
{
	metrics_text_family(stream, name, METRICS_COUNTER, help);
	for (size_t i = 0; i < count; i++)
		metrics_text_sample(
		    stream, name, &(struct metrics_label){label, words[i]}, 1, metrics_value(&counts[i]));
}

static void print_process(FILE *stream, const struct metrics_page *page)
{
	metrics_text_family(stream, "build_info", METRICS_GAUGE, "The version of the program; always 1.");
	metrics_text_sample(stream, "build_info", &(struct metrics_label){"version", PACKAGE_VERSION}, 1, 1);
	print_one(stream, "up", METRICS_GAUGE, "Whether the gate runs: 0 after it was stopped.", page->is_up);
	print_time(stream, "start_time_seconds", "When the gate process started.", page->metrics->started_at);
	print_time(stream, "written_timestamp_seconds", "When this was written; every 15 seconds.", page->now);
}

static void print_policy(FILE *stream, const struct metrics_page *page)
{
	const struct metrics *metrics = page->metrics;

	metrics_text_family(
	    stream, "policy_info", METRICS_GAUGE, "SHA-256 of the rules, texts and forms in force; always 1.");
	metrics_text_sample(stream, "policy_info", &(struct metrics_label){"digest", page->digest}, 1, 1);
	print_one(stream, "policy_generation", METRICS_GAUGE, "Number of the policy since the daemon was started.",
	    page->generation);
	print_time(stream, "policy_since_timestamp_seconds", "Since when this policy is in force in this gate.",
	    atomic_load(&metrics->policy_since));
	print_one(stream, "policy_stale", METRICS_GAUGE,
	    "Whether the files have a policy that could not be taken, so that an older one is in force.",
	    atomic_load(&metrics->is_stale));
	print_one(stream, "policy_reloads_total", METRICS_COUNTER, "New policies that came into force.",
	    metrics_value(&metrics->reloads));
	print_one(stream, "policy_reload_failures_total", METRICS_COUNTER, "Reloads that could not be done.",
	    metrics_value(&metrics->reload_failures));
}

/* In the order of enum watch_result. */
static void print_watched(FILE *stream, struct watch_tally *watched)
{
	static const char *const words[WATCH_RESULT_COUNT] = {
	    "clear", "found", "limit", "budget", "busy", "death", "answer", "fault"};

	print_words(stream, "watched_total",
	    "Other mail that was looked into for forms, by what came of it; all of it passes that is not \"found\".",
	    "result", words, watched->counts, WATCH_RESULT_COUNT);
}

static void print_mail(FILE *stream, const struct metrics_page *page)
{
	static const char *const screenings[METRICS_SCREENING_COUNT] = {"other", "ours", "watch", "deferred"};
	static const char *const losses[METRICS_LOSS_COUNT] = {"size", "parts", "byte-budget", "fault"};
	static const char *const answers[METRICS_ANSWER_COUNT] = {"defer", "pass", "refuse"};
	const struct metrics *metrics = page->metrics;

	print_words(stream, "screened_total", "Messages whose header was seen, by whose business they are.", "result",
	    screenings, metrics->screened, METRICS_SCREENING_COUNT);
	print_one(stream, "screening_failures_total", METRICS_COUNTER,
	    "Messages that no screener answered for, so that the envelope alone decided.",
	    metrics_value(&metrics->unscreened));
	print_watched(stream, page->watched);
	print_words(stream, "capture_failures_total",
	    "Messages that could not be kept for inspection: past a limit, past the byte budget, a fault.", "cause",
	    losses, metrics->lost, METRICS_LOSS_COUNT);
	print_words(stream, "answers_total", "What the MTA was told about messages that were captured.", "answer",
	    answers, metrics->answers, METRICS_ANSWER_COUNT);
	print_one(stream, "held_bytes", METRICS_GAUGE, "Octets of messages that are held now.", page->held_octets);
	print_one(
	    stream, "held_limit_bytes", METRICS_GAUGE, "The most that may be held (byte-budget).", page->held_limit);
}

static void print_inspectors(FILE *stream, const struct metrics *metrics)
{
	static const char *const words[DEATH_COUNT] = {
	    [DEATH_CHILD] = "child", [DEATH_SCREENER] = "screener", [DEATH_TEMPLATE] = "template"};

	print_words(stream, "inspector_deaths_total", "Inspector processes that died, or were too slow and were ended.",
	    "process", words, metrics->deaths, DEATH_COUNT);
	metrics_text_histogram(stream, "screening_duration_seconds",
	    "How long a screener took over a header, where one was asked.", &metrics->screening);
	metrics_text_histogram(stream, "inspection_wait_duration_seconds",
	    "How long a message waited for an inspector.", &metrics->waiting);
	metrics_text_histogram(stream, "inspection_duration_seconds",
	    "How long an inspector took over a message; the count is of messages inspected.", &metrics->inspection);
}

static void print_ledger(FILE *stream, const struct metrics_page *page)
{
	static const char *const fates[] = {"defer", "pass"};
	const struct books_state *books = &page->books;

	print_one(stream, "ledger_up", METRICS_GAUGE, "Whether the audit ledger can be written.", books->is_well);
	print_one(
	    stream, "ledger_records", METRICS_GAUGE, "Records that the newest checkpoint is for.", books->records);
	print_one(stream, "ledger_size_bytes", METRICS_GAUGE, "Octets of the ledger's files.", page->ledger_octets);
	print_one(stream, "ledger_idle_seconds", METRICS_GAUGE,
	    "Since the last record was written; heartbeats are records.", books->idle_s);
	print_one(stream, "ledger_unrecorded_messages", METRICS_GAUGE,
	    "Messages without a record that the ledger has yet to be told of.", books->unrecorded);
	metrics_text_family(
	    stream, "ledger_lag_seconds", METRICS_GAUGE, "Since the first of these messages; 0: there are none.");
	metrics_text_seconds(stream, "ledger_lag_seconds", NULL, 0, books->lag_us);
	print_words(stream, "unrecorded_total", "Messages that could not be recorded, by what became of them.",
	    "answer", fates, page->metrics->unrecorded, 2);
	metrics_text_histogram(
	    stream, "ledger_commit_duration_seconds", "How long a record took until it was durable.", page->commits);
}

int metrics_page_print(const struct metrics_page *page, char **ret_text, size_t *ret_size)
{
	char *text = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&text, &size);

	if (stream == NULL)
		return -ENOMEM;
	print_process(stream, page);
	print_policy(stream, page);
	print_mail(stream, page);
	metrics_routes_print(stream, page->metrics, page->ruleset);
	print_inspectors(stream, page->metrics);
	print_ledger(stream, page);
	bool has_failed = ferror(stream) != 0;
	if (fclose(stream) != 0 || has_failed) {
		free(text);
		return -ENOMEM;
	}
	*ret_text = text;
	*ret_size = size;
	return 0;
}
