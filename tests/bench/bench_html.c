/*
 * How fast ordinary HTML mail is looked at, and how fast it is written anew when it has to be, beside gumbo's parser
 * alone on the same text.
 *
 * bench_html FILE...
 */
#include "message/charsets.h"
#include "message/sanitise/html.h"
#include "message/sanitise/html_tree.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SECONDS		1.0
#define MUST(condition) ((condition) ? (void)0 : (fprintf(stderr, "not so: %s\n", #condition), abort()))

static char octets[1U << 20];
static size_t size;

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void parse(void)
{
	struct html_tree tree;

	MUST(html_tree_parse(octets, size, &tree) == 0);
	html_tree_clear(&tree);
}

static void clean(void)
{
	struct cleaning cleaning;

	MUST(html_clean(octets, size, "utf-8", ~0U, &cleaning) == 0);
	MUST(cleaning.state == CLEANING_UNCHANGED || cleaning.state == CLEANING_DONE);
	cleaning_clear(&cleaning);
}

/* Megabytes a second. */
static double measure(void (*run)(void))
{
	double start = now(), end = start + SECONDS;
	unsigned long runs = 0;

	for (; now() < end; runs++)
		run();
	return (double)runs * (double)size / (now() - start) / 1e6;
}

static void measure_file(const char *path)
{
	static const char trigger[] = "<p onclick=x>";
	FILE *file = fopen(path, "rb");
	const char *name = strrchr(path, '/');

	MUST(file != NULL);
	size = fread(octets, 1, sizeof(octets) - sizeof(trigger), file);
	fclose(file);
	double parsed = measure(parse), looked_at = measure(clean);
	memcpy(octets + size, trigger, sizeof(trigger) - 1);
	size += sizeof(trigger) - 1;
	printf("%-22s %7zu octets: gumbo %6.1f MB/s, looked at %6.1f, written anew %6.1f\n",
	    name != NULL ? name + 1 : path, size, parsed, looked_at, measure(clean));
}

int main(int argc, char **argv)
{
	charsets_hold();
	for (int i = 1; i < argc; i++)
		measure_file(argv[i]);
	return 0;
}
