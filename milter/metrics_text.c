#include "milter/metrics_text.h"

#include <inttypes.h>

#define PREFIX	   "referral_milter_"
#define SECOND_US  1000000U
#define BOUND_SIZE 32

void metrics_text_family(FILE *stream, const char *name, enum metrics_type type, const char *help)
{
	static const char *const words[] = {
	    [METRICS_GAUGE] = "gauge", [METRICS_COUNTER] = "counter", [METRICS_HISTOGRAM] = "histogram"};

	fprintf(stream, "# HELP " PREFIX "%s %s\n# TYPE " PREFIX "%s %s\n", name, help, name, words[type]);
}

static void print_value(FILE *stream, const char *value)
{
	for (; *value != '\0'; value++) {
		if (*value == '\\' || *value == '"')
			fputc('\\', stream);
		if (*value == '\n')
			fputs("\\n", stream);
		else
			fputc(*value, stream);
	}
}

static void print_name(FILE *stream, const char *name, const struct metrics_label *labels, size_t label_count)
{
	fprintf(stream, PREFIX "%s", name);
	for (size_t i = 0; i < label_count; i++) {
		fprintf(stream, "%s%s=\"", i == 0 ? "{" : ",", labels[i].name);
		print_value(stream, labels[i].value);
		fputc('"', stream);
	}
	fputs(label_count > 0 ? "} " : " ", stream);
}

void metrics_text_sample(
    FILE *stream, const char *name, const struct metrics_label *labels, size_t label_count, uint64_t value)
{
	print_name(stream, name, labels, label_count);
	fprintf(stream, "%" PRIu64 "\n", value);
}

void metrics_text_seconds(
    FILE *stream, const char *name, const struct metrics_label *labels, size_t label_count, uint64_t us)
{
	print_name(stream, name, labels, label_count);
	fprintf(stream, "%" PRIu64 ".%06" PRIu64 "\n", us / SECOND_US, us % SECOND_US);
}

/* "0.0025", "20": as short as it is exact, since it is a label and no number. */
static void print_bound(char text[static BOUND_SIZE], uint64_t us)
{
	int length = snprintf(text, BOUND_SIZE, "%" PRIu64 ".%06" PRIu64, us / SECOND_US, us % SECOND_US);

	while (length > 1 && text[length - 1] == '0')
		text[--length] = '\0';
	if (length > 1 && text[length - 1] == '.')
		text[length - 1] = '\0';
}

void metrics_text_histogram(FILE *stream, const char *name, const char *help, const struct histogram *histogram)
{
	char part[128], bound[BOUND_SIZE];
	uint64_t total = 0;

	metrics_text_family(stream, name, METRICS_HISTOGRAM, help);
	uint64_t sum_us = atomic_load(&histogram->sum_us);
	snprintf(part, sizeof(part), "%s_bucket", name);
	for (size_t i = 0; i <= HISTOGRAM_BOUNDS; i++) {
		total += atomic_load(&histogram->counts[i]);
		if (i < HISTOGRAM_BOUNDS)
			print_bound(bound, histogram_bound_us(i));
		else
			snprintf(bound, sizeof(bound), "+Inf");
		metrics_text_sample(stream, part, &(struct metrics_label){"le", bound}, 1, total);
	}
	snprintf(part, sizeof(part), "%s_sum", name);
	metrics_text_seconds(stream, part, NULL, 0, sum_us);
	snprintf(part, sizeof(part), "%s_count", name);
	metrics_text_sample(stream, part, NULL, 0, total);
}
