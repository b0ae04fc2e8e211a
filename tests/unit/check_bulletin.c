/* bulletin: the line of the log says what the signed note says, and nothing else passes for one. */
#include "milter/bulletin.h"
#include "milter/log.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ROOT "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
#define TEXT "mx1.example/referral-ledger\n12\n" ROOT "\n\n"
#define DASH "\xe2\x80\x94 "

static char top[64], out[80], path[128];
static unsigned lines;

/* In the log's place. */
void log_write(enum log_level level, const char *queue_id, const char *format, ...)
{
	char text[1024];
	va_list arguments;

	(void)level;
	(void)queue_id;
	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	lines += strncmp(text, "checkpoint mx1.example/referral-ledger ", 39) == 0;
}

START_TEST(a_note_becomes_a_line)
{
	char line[BULLETIN_LINE_MAX];

	ck_assert_int_eq(bulletin_line(TEXT DASH "mx1.example/referral-ledger c2lnbmF0dXJl\n", line), 0);
	ck_assert_str_eq(line, "checkpoint mx1.example/referral-ledger 12 " ROOT " c2lnbmF0dXJl");
}
END_TEST

START_TEST(what_is_no_note_becomes_none)
{
	static const char *const texts[] = {"", "\n", "a\n1\nb\n", TEXT, TEXT DASH "x\n", TEXT "x y\n",
	    "a\n1\nb\nextension\n\n" DASH "a b\n", TEXT DASH "a b"};
	char line[BULLETIN_LINE_MAX] = "untouched";

	ck_assert_int_eq(bulletin_line(texts[_i], line), -EBADMSG);
	ck_assert_str_eq(line, "untouched");
}
END_TEST

START_TEST(a_line_that_does_not_fit_is_none)
{
	char note[2 * BULLETIN_LINE_MAX], line[BULLETIN_LINE_MAX];

	snprintf(note, sizeof(note), "%0*d\n1\nb\n\n" DASH "a b\n", BULLETIN_LINE_MAX, 0);
	ck_assert_int_eq(bulletin_line(note, line), -EBADMSG);
}
END_TEST

static struct books *open_books(void)
{
	static char ledger[80], keys[80];
	struct books *books = NULL;

	snprintf(top, sizeof(top), "/tmp/check_bulletin.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(top));
	snprintf(ledger, sizeof(ledger), "%s/ledger", top);
	snprintf(keys, sizeof(keys), "%s/keys", top);
	snprintf(out, sizeof(out), "%s/out", top);
	snprintf(path, sizeof(path), "%s/mx1.example.checkpoint", out);
	const struct books_place place = {.ledger = {.directory = ledger, .keys = keys, .gateway = "mx1.example"}};
	ck_assert_int_eq(mkdir(out, 0700), 0);
	ck_assert_int_eq(books_new(&place, &books), 0);
	lines = 0;
	return books;
}

static void close_books(struct books *books)
{
	char command[96];

	books_free(books);
	snprintf(command, sizeof(command), "rm -rf %s", top);
	ck_assert_int_eq(system(command), 0);
}

static unsigned count_files(void)
{
	DIR *directory = opendir(out);
	unsigned count = 0;

	ck_assert_ptr_nonnull(directory);
	for (const struct dirent *entry; (entry = readdir(directory)) != NULL;)
		count += entry->d_name[0] != '.';
	closedir(directory);
	return count;
}

START_TEST(what_is_new_is_said_once_and_not_too_often)
{
	struct books *books = open_books();
	struct bulletin bulletin;
	struct stat status;

	bulletin_init(&bulletin, books, "mx1.example", out, -1);
	bulletin_tend(&bulletin, true);
	ck_assert_uint_eq(lines, 0); /* nothing is open */
	ck_assert_int_eq(books_stop(books), 1);
	bulletin_tend(&bulletin, false);
	bulletin_tend(&bulletin, true);
	ck_assert_uint_eq(lines, 1);
	ck_assert_int_eq(stat(path, &status), 0);
	ck_assert_uint_eq(status.st_mode & 07777, 0644);
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_eq(books_stop(books), 1);
	bulletin_tend(&bulletin, false); /* within the minute */
	ck_assert_uint_eq(lines, 1);
	bulletin_tend(&bulletin, true);
	ck_assert_uint_eq(lines, 2);
	ck_assert_uint_eq(count_files(), 1);
	close_books(books);
}
END_TEST

START_TEST(a_link_in_the_place_of_the_file_is_not_followed)
{
	struct books *books = open_books();
	struct bulletin bulletin;
	char victim[80], beside[160];
	struct stat status;

	snprintf(victim, sizeof(victim), "%s/victim", top);
	snprintf(beside, sizeof(beside), "%s.new", path);
	close(open(victim, O_WRONLY | O_CREAT, 0600));
	ck_assert_int_eq(symlink(victim, path), 0);
	ck_assert_int_eq(symlink(victim, beside), 0);
	bulletin_init(&bulletin, books, "mx1.example", out, -1);
	ck_assert_int_eq(books_stop(books), 1);
	bulletin_tend(&bulletin, true);
	ck_assert_int_eq(lstat(path, &status), 0);
	ck_assert(S_ISREG(status.st_mode));
	ck_assert_int_eq(stat(victim, &status), 0);
	ck_assert_int_eq((int)status.st_size, 0);
	close_books(books);
}
END_TEST

START_TEST(a_directory_that_is_not_there_hurts_nobody)
{
	struct books *books = open_books();
	struct bulletin bulletin;

	ck_assert_int_eq(rmdir(out), 0);
	bulletin_init(&bulletin, books, "mx1.example", out, -1);
	ck_assert_int_eq(books_stop(books), 1);
	bulletin_tend(&bulletin, true);
	ck_assert_uint_eq(lines, 1);
	close_books(books);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("bulletin");
	TCase *tcase = tcase_create("checkpoints");

	tcase_add_test(tcase, a_note_becomes_a_line);
	tcase_add_loop_test(tcase, what_is_no_note_becomes_none, 0, 8);
	tcase_add_test(tcase, a_line_that_does_not_fit_is_none);
	tcase_add_test(tcase, what_is_new_is_said_once_and_not_too_often);
	tcase_add_test(tcase, a_link_in_the_place_of_the_file_is_not_followed);
	tcase_add_test(tcase, a_directory_that_is_not_there_hurts_nobody);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
