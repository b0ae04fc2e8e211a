/*
 * What "one message, one process" costs: the time that the hand-over to a waiting child adds to a message, and the
 * processor time of a child from fork to exit, beside a bare fork + exit + wait in the same run. The ratios are what
 * counts.
 *
 * bench_children [MESSAGES of each measurement, default 300]; needs top_srcdir and top_builddir, as `make check` sets.
 */
#include "message/facts_reader.h"
#include "message/inspection.h"
#include "rules/bundle.h"
#include "tests/support/inspector.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MUST(condition) ((condition) ? (void)0 : (fprintf(stderr, "not so: %s\n", #condition), abort()))

static const char *const arguments[] = {"template", "--children=4", NULL};

static double now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

/* Processor time of all processes that were waited for, and of all that they waited for. */
static double children_us(void)
{
	struct rusage usage;

	getrusage(RUSAGE_CHILDREN, &usage);
	return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e6 +
	       (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

/* What half of them take, and what the best tenth takes: on a busy machine the others wait for somebody else. */
struct times {
	double median, best;
};

static struct times summarise(double *values, int count)
{
	qsort(values, (size_t)count, sizeof(*values), compare);
	return (struct times){values[count / 2], values[count / 10]};
}

/* A referral with a form of random octets, about `size` octets in all. */
static char *make_message(size_t size, size_t *ret_size)
{
	static const char head[] =
	    "From: Terry Teacher <teacher@school.example.org>\r\n"
	    "To: preventreferrals@met.pnn.police.uk\r\n"
	    "Cc: mashagency@lewisham.gov.uk, prevent@lewisham.gov.uk\r\n"
	    "Subject: A referral\r\nMIME-Version: 1.0\r\n"
	    "Content-Type: multipart/mixed; boundary=\"frontier\"\r\n\r\n"
	    "--frontier\r\nContent-Type: text/plain; charset=windows-1252\r\n\r\nPlease find the form.\r\n"
	    "--frontier\r\nContent-Type: application/pdf; name=\"form.pdf\"\r\n"
	    "Content-Disposition: attachment; filename=\"form.pdf\"\r\n"
	    "Content-Transfer-Encoding: base64\r\n\r\nJVBERi0xLjcK\r\n";
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	char *message = malloc(size + 1024);
	size_t length = strlen(head);
	unsigned seed = 1;

	memcpy(message, head, length);
	while (length < size) {
		for (int i = 0; i < 76; i++)
			message[length++] = alphabet[rand_r(&seed) % 64];
		message[length++] = '\r';
		message[length++] = '\n';
	}
	length += (size_t)sprintf(message + length, "--frontier--\r\n");
	*ret_size = length;
	return message;
}

static struct times bench_bare(int count, double *ret_cpu_us)
{
	double *times = calloc((size_t)count, sizeof(*times)), cpu = children_us();

	for (int i = 0; i < count; i++) {
		double start = now_us();
		pid_t pid = fork();
		if (pid == 0)
			_exit(0);
		waitpid(pid, NULL, 0);
		times[i] = now_us() - start;
	}
	struct times summary = summarise(times, count);
	*ret_cpu_us = (children_us() - cpu) / count;
	free(times);
	return summary;
}

/* The same work in this process, warm: what no process of its own would cost. */
static struct times bench_inside(const struct envelope *envelope, const char *message, size_t size, int count)
{
	const struct inspect_request request = {.envelope = *envelope};
	struct inspection inspection = {0};
	double *times = calloc((size_t)count, sizeof(*times));
	struct problem_list problems;
	struct bundle bundle;
	int fd = inspector_bundle(NULL), message_fd = inspector_message(message, size);
	static char packed[BUNDLE_SIZE_MAX];

	problem_list_init(&problems);
	MUST(bundle_unpack(packed, (size_t)pread(fd, packed, sizeof(packed), 0), &bundle) == 0);
	MUST(ruleset_new(&bundle, 0, &problems, (struct ruleset **)&inspection.ruleset) == 0);
	MUST(part_sniffer_new(&inspection.sniffer) == 0);
	for (int i = 0; i < count; i++) {
		struct inspect_answer answer = {0};
		double start = now_us();
		inspection_answer(&inspection, &request, message_fd, &answer);
		times[i] = now_us() - start;
		MUST(answer.error == 0);
		inspect_answer_clear(&answer);
	}
	struct times summary = summarise(times, count);
	part_sniffer_free(inspection.sniffer);
	ruleset_free((struct ruleset *)(uintptr_t)inspection.ruleset);
	bundle_clear(&bundle);
	problem_list_clear(&problems);
	free(times);
	close(message_fd);
	close(fd);
	return summary;
}

static struct times bench_outside(
    const struct envelope *envelope, const char *message, size_t size, int count, double pause_us, double *ret_cpu_us)
{
	double *times = calloc((size_t)count + 1, sizeof(*times)), cpu = children_us();
	int message_fd = inspector_message(message, size);
	struct inspector inspector = {0};

	inspector_start(&inspector, NULL, arguments);
	for (int i = 0; i < count; i++) {
		struct inspect_answer answer = {0};
		int reply = -1;
		usleep((useconds_t)pause_us);
		double start = now_us();
		inspector_ask(&inspector, envelope, message_fd, &reply);
		MUST(inspector_answer(reply, 20000, &answer) == 0);
		times[i] = now_us() - start;
		MUST(answer.error == 0);
		inspect_answer_clear(&answer);
	}
	inspector_stop(&inspector);
	struct times summary = summarise(times, count);
	*ret_cpu_us = children_us() - cpu;
	free(times);
	close(message_fd);
	return summary;
}

static void bench(const char *name, size_t wanted, int count, const struct times *bare, double bare_cpu_us)
{
	struct envelope envelope;
	double cpu_us, idle_cpu_us, unused;
	size_t size = 0;
	char *message = make_message(wanted, &size);

	inspector_envelope(&envelope);
	struct times inside = bench_inside(&envelope, message, size, count);
	bench_outside(&envelope, message, size, 0, 0, &idle_cpu_us);
	struct times paced = bench_outside(&envelope, message, size, count, 3000, &cpu_us);
	struct times close = bench_outside(&envelope, message, size, count, 0, &unused);
	cpu_us = (cpu_us - idle_cpu_us) / count;
	printf("%s, in us (in bare forks):\n", name);
	printf("  the work itself, in one process      %6.0f  best tenth %6.0f\n", inside.median, inside.best);
	printf("  asked, a child waiting               %6.0f  best tenth %6.0f\n", paced.median, paced.best);
	printf("  so the hand-over adds                %6.0f (%.1f)  best tenth %6.0f (%.1f)\n",
	    paced.median - inside.median, (paced.median - inside.median) / bare->median, paced.best - inside.best,
	    (paced.best - inside.best) / bare->best);
	printf("  asked one after the other            %6.0f  best tenth %6.0f\n", close.median, close.best);
	printf("  processor time of a child            %6.0f (%.1f)\n", cpu_us, cpu_us / bare_cpu_us);
	envelope_clear(&envelope);
	free(message);
}

int main(int argc, char *argv[])
{
	int count = argc > 1 ? atoi(argv[1]) : 300;
	double bare_cpu_us;
	struct times bare = bench_bare(count, &bare_cpu_us);

	printf("a bare fork + exit + wait: %.0f us, best tenth %.0f us, processor time %.0f us\n", bare.median,
	    bare.best, bare_cpu_us);
	facts_reader_warm();
	bench("4 KB", 4096, count, &bare, bare_cpu_us);
	bench("100 KB", 100 << 10, count, &bare, bare_cpu_us);
	bench("10 MB", 10 << 20, count / 10 + 1, &bare, bare_cpu_us);
	return 0;
}
