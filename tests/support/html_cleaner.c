/*
 * The HTML cleaner for tests in other languages: html_cleaner STRIP < requests > answers.
 *
 * A request is "SIZE CHARSET\n" (CHARSET is - for none) and that many octets; an answer "STATE FOUND REMOVED SIZE
 * TEXT-SIZE MICROSECONDS\n", the new octets and the text. Numbers are decimal; ends at the end of input.
 */
#include "message/charsets.h"
#include "message/sanitise/html.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static long long microseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (long long)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int answer(const char *octets, size_t size, const char *charset, unsigned strip)
{
	struct cleaning cleaning;
	char *text = NULL;
	long long start = microseconds();

	if (html_clean(octets, size, charset, strip, &cleaning) < 0)
		return 2;
	start = microseconds() - start;
	if (html_text(octets, size, charset, false, &text) < 0)
		text = NULL;
	size_t length = text != NULL ? strlen(text) : 0;
	printf("%d %u %u %zu %zu %lld\n", (int)cleaning.state, cleaning.found, cleaning.removed, cleaning.size, length,
	    start);
	if (cleaning.size > 0)
		fwrite(cleaning.octets, 1, cleaning.size, stdout);
	if (length > 0)
		fwrite(text, 1, length, stdout);
	fflush(stdout);
	free(text);
	cleaning_clear(&cleaning);
	return 0;
}

int main(int argc, char **argv)
{
	unsigned strip = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 3;
	size_t size;
	char charset[64];
	int r = 0;

	charsets_hold();
	while (r == 0 && scanf("%zu %63s", &size, charset) == 2) {
		char *octets = malloc(size + 1);
		if (octets == NULL || getchar() != '\n' || fread(octets, 1, size, stdin) != size)
			exit(2);
		r = answer(octets, size, strcmp(charset, "-") == 0 ? NULL : charset, strip);
		free(octets);
	}
	return r;
}
