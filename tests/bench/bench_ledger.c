/*
 * How many records a second become durable, by one thread and by many, beside a plain write and fdatasync of the same
 * bytes in the same run. The ratios are what counts: the numbers are the disk's.
 *
 * bench_ledger DIRECTORY [SECONDS of each measurement, default 1]
 */
#include "audit/ledger.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define LINE_SIZE   1200 /* octets of an ordinary record */
#define ROUNDS	    5
#define THREADS_MAX 16
#define PATH_SIZE   4096

struct bench {
	struct ledger *ledger; /* or NULL: plain */
	int fd;
	double seconds;
	atomic_uint_fast64_t lines;
	atomic_bool has_failed;
};

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static int write_line(const struct bench *bench, const char *line)
{
	if (bench->ledger != NULL)
		return ledger_append(bench->ledger, line, LINE_SIZE);
	return write(bench->fd, line, LINE_SIZE) == LINE_SIZE && fdatasync(bench->fd) == 0 ? 0 : -1;
}

static void *run(void *data)
{
	struct bench *bench = data;
	double end = now() + bench->seconds;
	char line[LINE_SIZE];

	memset(line, 'x', sizeof(line));
	memcpy(line, "{\"v\":1,\"", 8);
	line[LINE_SIZE - 1] = '\n';
	while (now() < end) {
		if (write_line(bench, line) != 0) {
			atomic_store(&bench->has_failed, true);
			break;
		}
		atomic_fetch_add(&bench->lines, 1);
	}
	return NULL;
}

/* Lines a second. */
static double measure(struct bench *bench, int threads)
{
	pthread_t ids[THREADS_MAX];
	double start = now();

	atomic_store(&bench->lines, 0);
	for (int i = 0; i < threads; i++)
		if (pthread_create(&ids[i], NULL, run, bench) != 0)
			exit(2);
	for (int i = 0; i < threads; i++)
		pthread_join(ids[i], NULL);
	if (atomic_load(&bench->has_failed)) {
		fprintf(stderr, "bench_ledger: a line could not be written\n");
		exit(2);
	}
	return (double)atomic_load(&bench->lines) / (now() - start);
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(double *values)
{
	qsort(values, ROUNDS, sizeof(*values), compare);
	return values[ROUNDS / 2];
}

/* A line takes as long as all threads together write one each. */
static void report(const char *what, int threads, double rate, double plain)
{
	printf(
	    "%-20s %10.0f a second %8.0f us each  %6.2f times plain\n", what, rate, threads * 1e6 / rate, rate / plain);
}

static void bench_all(struct bench *ledger, struct bench *plain)
{
	double one_plain[ROUNDS], one[ROUNDS], many_plain[ROUNDS], many[ROUNDS];
	uint64_t lines = 0, groups = 0;

	for (int i = 0; i < ROUNDS; i++) {
		one_plain[i] = measure(plain, 1);
		one[i] = measure(ledger, 1);
		many_plain[i] = measure(plain, THREADS_MAX);
		many[i] = measure(ledger, THREADS_MAX);
	}
	double base = median(one_plain), many_base = median(many_plain);
	report("plain, 1 thread", 1, base, base);
	report("ledger, 1 thread", 1, median(one), base);
	report("plain, 16 threads", THREADS_MAX, many_base, many_base);
	report("ledger, 16 threads", THREADS_MAX, median(many), many_base);
	ledger_counts(ledger->ledger, &lines, &groups);
	printf("%d octets a line, median of %d rounds; %.2f lines a group over all\n", LINE_SIZE, ROUNDS,
	    (double)lines / (double)groups);
}

int main(int argc, char **argv)
{
	double seconds = argc > 2 ? atof(argv[2]) : 1;
	struct bench ledger = {.seconds = seconds, .fd = -1}, plain = {.seconds = seconds};
	char path[PATH_SIZE];

	if (argc < 2 || seconds <= 0) {
		fprintf(stderr, "usage: bench_ledger DIRECTORY [SECONDS]\n");
		return 2;
	}
	char keys[PATH_SIZE];
	snprintf(keys, sizeof(keys), "%s/keys", argv[1]);
	const struct ledger_options options = {.directory = argv[1], .keys = keys, .gateway = "bench"};
	mkdir(argv[1], 0700);
	int r = ledger_open(&options, &ledger.ledger, NULL);
	if (r < 0) {
		fprintf(stderr, "bench_ledger: %s: %s\n", argv[1], strerror(-r));
		return 2;
	}
	snprintf(path, sizeof(path), "%s/plain", argv[1]);
	plain.fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_TRUNC | O_CLOEXEC, 0600);
	if (plain.fd < 0) {
		perror(path);
		return 2;
	}
	bench_all(&ledger, &plain);
	close(plain.fd);
	ledger_close(ledger.ledger);
	return 0;
}
