/*
 * How fast the strict grammar reads a message in a memfd, beside GMime's parser alone, and parser and decoders, on the
 * same message in the same run. The ratios are what counts.
 *
 * bench_grammar [MEGABYTES of each measurement, default 200]
 */
#include "message/charsets.h"
#include "message/grammar/grammar.h"

#include <gmime/gmime.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define MUST(condition) ((condition) ? (void)0 : (fprintf(stderr, "not so: %s\n", #condition), abort()))
#define ROUNDS		7

static const char header[] = "Received: from pc12.marrowby.example.org (pc12.marrowby.example.org [192.0.2.7])\r\n"
			     "\tby mail.marrowby.example.org (Postfix) with ESMTPSA id 4XyZ;\r\n"
			     "\tMon, 23 Nov 2026 10:00:00 +0000 (UTC)\r\n"
			     "From: Zebedee Quillfeather <zebedee.quillfeather@marrowby.example.org>\r\n"
			     "To: preventreferrals@met.pnn.police.uk\r\n"
			     "Cc: mashagency@lewisham.gov.uk, prevent@lewisham.gov.uk\r\n"
			     "Subject: Referral\r\n"
			     "Date: Mon, 23 Nov 2026 10:00:00 +0000\r\n"
			     "Message-ID: <referral@marrowby.example.org>\r\n"
			     "MIME-Version: 1.0\r\n"
			     "Content-Type: multipart/mixed; boundary=\"=_outer\"\r\n\r\n";
static const char plain[] = "--=_outer\r\nContent-Type: text/plain; charset=utf-8\r\n"
			    "Content-Transfer-Encoding: 8bit\r\n\r\n";
static const char html[] = "--=_outer\r\nContent-Type: text/html; charset=utf-8\r\n"
			   "Content-Transfer-Encoding: quoted-printable\r\n\r\n";
static const char pdf[] = "--=_outer\r\nContent-Type: application/pdf; name=\"form.pdf\"\r\n"
			  "Content-Disposition: attachment; filename=\"form.pdf\"\r\n"
			  "Content-Transfer-Encoding: base64\r\n\r\n";

static const char *const plain_lines[] = {"Dear colleagues,\r\n", "\r\n",
    "please find attached the form about a pupil of ours, of whom we spoke\r\n",
    "on the telephone. Ein Satz mit \xc3\xa4, \xc3\xb6 und \xc3\xbc steht hier auch, damit es so ist.\r\n",
    "> He said that it was nothing, and went away.\r\n",
    "    - a line that begins with blanks, as lists do, and one of some length\r\n"};
static const char *const html_lines[] = {
    "<div style=3D\"font-family: sans-serif; font-size: 12pt\">Dear colleagues,<br>=\r\n",
    "</div><p class=3D\"MsoNormal\">please find attached =C3=A4 the form, of which =\r\n", "we spoke.&nbsp;</p>\r\n",
    "<table><tr><td>one</td><td>two</td></tr></table>\r\n"};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void append_lines(GString *message, const char *start, const char *const *lines, size_t count, size_t size)
{
	size_t end = message->len + size;

	g_string_append(message, start);
	for (size_t i = 0; message->len < end || i % count != 0; i++)
		g_string_append(message, lines[i % count]);
}

/* Octets that no two lines share. */
static void append_pdf(GString *message, size_t size)
{
	size_t end = message->len + size;
	guchar octets[57];
	guint32 state = 1;

	g_string_append(message, pdf);
	while (message->len < end) {
		for (size_t i = 0; i < sizeof(octets); i++)
			octets[i] = (guchar)((state = state * 1664525 + 1013904223) >> 24);
		gchar *line = g_base64_encode(octets, sizeof(octets));
		g_string_append(message, line);
		g_string_append(message, "\r\n");
		g_free(line);
	}
}

/* A message of texts of that size, and that many attachments. */
static GString *make_message(size_t text_size, int pdf_count, size_t pdf_size)
{
	GString *message = g_string_new(header);

	append_lines(message, plain, plain_lines, COUNT(plain_lines), text_size);
	append_lines(message, html, html_lines, COUNT(html_lines), text_size);
	for (int i = 0; i < pdf_count; i++)
		append_pdf(message, pdf_size);
	g_string_append(message, "--=_outer--\r\n");
	return message;
}

static void run_grammar(int fd, size_t size)
{
	struct grammar_fault fault;
	struct outline outline;
	void *bytes = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);

	MUST(bytes != MAP_FAILED);
	MUST(grammar_check(bytes, size, &outline, &fault) == 0);
	outline_clear(&outline);
	munmap(bytes, size);
}

static GMimeMessage *parse(int fd)
{
	GMimeStream *stream = g_mime_stream_fs_new_with_bounds(fd, 0, -1);

	g_mime_stream_fs_set_owner(GMIME_STREAM_FS(stream), FALSE);
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);
	g_mime_parser_set_persist_stream(parser, TRUE);
	GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
	MUST(message != NULL);
	g_object_unref(parser);
	g_object_unref(stream);
	return message;
}

static void run_parser(int fd, size_t size)
{
	(void)size;
	g_object_unref(parse(fd));
}

static void decode_part(GMimeObject *parent, GMimeObject *part, gpointer nowhere)
{
	(void)parent;
	if (GMIME_IS_PART(part))
		MUST(g_mime_data_wrapper_write_to_stream(g_mime_part_get_content(GMIME_PART(part)), nowhere) >= 0);
}

static void run_decoders(int fd, size_t size)
{
	GMimeMessage *message = parse(fd);
	GMimeStream *nowhere = g_mime_stream_null_new();

	(void)size;
	g_mime_message_foreach(message, decode_part, nowhere);
	g_object_unref(nowhere);
	g_object_unref(message);
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static const struct {
	const char *name;
	void (*run)(int fd, size_t size);
} readers[] = {{"grammar", run_grammar}, {"GMime, parse", run_parser}, {"GMime, parse and decode", run_decoders}};

/* In turns, so that a busy machine is busy for all. */
static void measure(const char *name, GString *message, double megabytes)
{
	int fd = memfd_create("bench", MFD_CLOEXEC);
	int times = (int)(megabytes * 1e6 / (double)message->len) + 1;
	double rates[COUNT(readers)][ROUNDS];

	MUST(fd >= 0 && write(fd, message->str, message->len) == (ssize_t)message->len);
	for (int round = 0; round < ROUNDS; round++)
		for (size_t i = 0; i < COUNT(readers); i++) {
			double start = now();
			for (int k = 0; k < times; k++)
				readers[i].run(fd, message->len);
			rates[i][round] = (double)message->len * times / (now() - start) / 1e6;
		}
	printf("%s, %zu octets\n", name, (size_t)message->len);
	for (size_t i = 0; i < COUNT(readers); i++)
		qsort(rates[i], ROUNDS, sizeof(rates[i][0]), compare);
	for (size_t i = 0; i < COUNT(readers); i++)
		printf("  %-24s %7.0f MB/s  %6.2f times GMime's parser\n", readers[i].name, rates[i][ROUNDS / 2],
		    rates[i][ROUNDS / 2] / rates[1][ROUNDS / 2]);
	close(fd);
	g_string_free(message, TRUE);
}

int main(int argc, char **argv)
{
	double megabytes = argc > 1 ? atof(argv[1]) : 200;

	if (megabytes <= 0) {
		fprintf(stderr, "usage: bench_grammar [MEGABYTES]\n");
		return 2;
	}
	g_mime_init();
	charsets_hold();
	measure("referral with one attachment", make_message(1500, 1, 97000), megabytes);
	measure("large referral", make_message(20000, 5, 5 << 20), megabytes);
	measure("text", make_message(500000, 0, 0), megabytes);
	return 0;
}
