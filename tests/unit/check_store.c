/* store: a directory is read whole or refused with a reason; lines come out in order, whatever is in the files. */
#include "audit/store/line_head.h"
#include "audit/store/line_reader.h"
#include "audit/store/record_time.h"
#include "tests/support/ledger_reader.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_SIZE (SCRATCH_SIZE + 64)
#define LINES	  30000 /* of 100 octets or so: some blocks */

static char directory[SCRATCH_SIZE];
static struct store *store;
static struct line_reader reader;

static void set_up(void)
{
	scratch_make("/dev/shm", directory);
	store = NULL;
	line_reader_init(&reader, NULL);
}

static void tear_down(void)
{
	line_reader_clear(&reader);
	store_close(store);
	scratch_remove(directory);
}

static char *path_of(const char *name)
{
	static char path[PATH_SIZE];

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	return path;
}

static void write_file(const char *name, const void *octets, size_t size)
{
	FILE *file = fopen(path_of(name), "a");

	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(octets, 1, size, file), size);
	ck_assert_int_eq(fclose(file), 0);
}

static void write_text(const char *name, const char *text)
{
	write_file(name, text, strlen(text));
}

static void open_store(void)
{
	char problem[STORE_PROBLEM_SIZE] = "";

	ck_assert_msg(store_open(directory, &store, problem) == 0, "%s", problem);
	line_reader_init(&reader, store);
}

static void next_is(const char *text, unsigned segment, uint64_t number, enum line_trouble trouble)
{
	struct line line;

	ck_assert_int_eq(line_reader_next(&reader, &line), 1);
	ck_assert_uint_eq(line.size, strlen(text));
	ck_assert_mem_eq(line.text, text, line.size);
	ck_assert_uint_eq(line.segment, segment);
	ck_assert_uint_eq(line.number, number);
	ck_assert_int_eq(line.trouble, trouble);
}

static void ends(void)
{
	struct line line;

	ck_assert_int_eq(line_reader_next(&reader, &line), 0);
	ck_assert_int_eq(line_reader_next(&reader, &line), 0);
}

START_TEST(lines_come_in_the_order_of_the_files_numbers)
{
	write_text("records-000010.jsonl", "c\n");
	write_text("records-000002.jsonl", "a\nb\n");
	write_text("records-999999.jsonl", "d\n");
	open_store();
	next_is("a", 2, 1, LINE_WHOLE);
	next_is("b", 2, 2, LINE_WHOLE);
	next_is("c", 10, 1, LINE_WHOLE);
	next_is("d", 999999, 1, LINE_WHOLE);
	ends();
}
END_TEST

START_TEST(what_is_wrong_with_a_line_is_said_and_the_next_is_read)
{
	write_text("records-000001.jsonl", "\n");
	write_file("records-000001.jsonl", "a\0b\n", 4);
	write_text("records-000001.jsonl", "c");
	write_text("records-000002.jsonl", "d\n");
	write_text("records-000003.jsonl", "");
	open_store();
	next_is("", 1, 1, LINE_WHOLE);
	struct line line;
	ck_assert_int_eq(line_reader_next(&reader, &line), 1);
	ck_assert_int_eq(line.trouble, LINE_NUL);
	next_is("c", 1, 3, LINE_TORN);
	next_is("d", 2, 1, LINE_WHOLE);
	ends();
}
END_TEST

static const struct {
	size_t size; /* newline included */
	enum line_trouble trouble;
} lengths[] = {
    {READER_LINE_MAX, LINE_WHOLE},
    {READER_LINE_MAX + 1, LINE_LONG},
    {READER_BLOCK_SIZE - 1, LINE_LONG},
    {READER_BLOCK_SIZE, LINE_LONG},
    {READER_BLOCK_SIZE + 1, LINE_LONG},
    {3 * READER_BLOCK_SIZE, LINE_LONG},
};

START_TEST(a_line_is_as_long_as_the_ledgers_longest_and_no_longer)
{
	char *octets = malloc(lengths[_i].size);
	struct line line;

	memset(octets, 'x', lengths[_i].size);
	octets[lengths[_i].size - 1] = '\n';
	for (int i = 0; i < 2; i++) {
		write_text("records-000001.jsonl", "before\n");
		write_file("records-000001.jsonl", octets, lengths[_i].size);
	}
	write_text("records-000001.jsonl", "after\n");
	open_store();
	for (uint64_t i = 0; i < 2; i++) {
		next_is("before", 1, 2 * i + 1, LINE_WHOLE);
		ck_assert_int_eq(line_reader_next(&reader, &line), 1);
		ck_assert_int_eq(line.trouble, lengths[_i].trouble);
		ck_assert_uint_eq(line.number, 2 * i + 2);
	}
	next_is("after", 1, 5, LINE_WHOLE);
	ends();
	free(octets);
}
END_TEST

START_TEST(many_blocks_of_lines_are_read_without_a_loss)
{
	FILE *file = fopen(path_of("records-000001.jsonl"), "w");
	char text[256];
	struct line line;
	int right = 0;

	for (int i = 0; i < LINES; i++)
		fprintf(file, "%*d\n", i % 200, i);
	fclose(file);
	open_store();
	for (int i = 0; i < LINES && line_reader_next(&reader, &line) == 1; i++) {
		int size = snprintf(text, sizeof(text), "%*d", i % 200, i);
		right += line.size == (size_t)size && memcmp(line.text, text, line.size) == 0 &&
			 line.number == (uint64_t)i + 1 && line.trouble == LINE_WHOLE;
	}
	ck_assert_int_eq(right, LINES);
	ends();
}
END_TEST

START_TEST(leaves_are_counted_whole_and_read_by_number)
{
	struct merkle_hash leaf;
	uint8_t octets[32];

	for (int i = 0; i < 10000; i++) {
		memset(octets, i % 251, sizeof(octets));
		write_file("leaves", octets, sizeof(octets));
	}
	write_text("leaves", "rest");
	open_store();
	ck_assert_uint_eq(store->leaf_count, 10000);
	ck_assert_uint_eq(store->leaf_rest, 4);
	for (uint64_t i = 0; i < 10000; i += 997) {
		ck_assert_int_eq(store_leaf(store, 9999 - i, &leaf), 0);
		ck_assert_uint_eq(leaf.octets[31], (9999 - i) % 251);
	}
	ck_assert_int_eq(store_leaf(store, 10000, &leaf), -EINVAL);
}
END_TEST

static void refused(int answer, const char *said)
{
	char problem[STORE_PROBLEM_SIZE] = "";

	ck_assert_int_eq(store_open(directory, &store, problem), answer);
	ck_assert_msg(strstr(problem, said) != NULL, "%s", problem);
	ck_assert_ptr_null(store);
}

START_TEST(links_fifos_and_directories_are_refused_by_name)
{
	static const char *const names[] = {"records-000001.jsonl", "leaves", "checkpoint", "vkey"};

	write_text("records-000002.jsonl", "a\n");
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		ck_assert_int_eq(symlink("/etc/passwd", path_of(names[i])), 0);
		refused(-EPERM, names[i]);
		unlink(path_of(names[i]));
		ck_assert_int_eq(mkfifo(path_of(names[i]), 0600), 0);
		refused(-EPERM, names[i]);
		unlink(path_of(names[i]));
		ck_assert_int_eq(mkdir(path_of(names[i]), 0700), 0);
		refused(-EPERM, names[i]);
		rmdir(path_of(names[i]));
	}
}
END_TEST

START_TEST(a_directory_without_a_ledger_is_none)
{
	refused(-ENOENT, "no ledger");
	write_text("checkpoint", "");
	open_store();
}
END_TEST

START_TEST(files_larger_than_such_files_are_are_refused)
{
	write_text("records-000001.jsonl", "a\n");
	write_text("checkpoint", "x");
	ck_assert_int_eq(truncate(path_of("checkpoint"), NOTE_SIZE_MAX), 0);
	open_store();
	store_close(store);
	store = NULL;
	ck_assert_int_eq(truncate(path_of("checkpoint"), NOTE_SIZE_MAX + 1), 0);
	refused(-EFBIG, "checkpoint: larger");
}
END_TEST

START_TEST(names_that_are_nearly_those_of_segments_are_counted)
{
	write_text("records-000001.jsonl", "a\n");
	write_text("records-1.jsonl", "b\n");
	write_text("records-000000.jsonl", "b\n");
	write_text("records-000001.jsonl.bak", "b\n");
	write_text("torn-000001-x", "b");
	write_text("legal-hold", "because");
	open_store();
	ck_assert_uint_eq(store->segment_count, 1);
	ck_assert_uint_eq(store->strange_count, 3);
	ck_assert_uint_eq(store->torn_count, 1);
	ck_assert(store->is_held);
}
END_TEST

START_TEST(a_record_is_found_by_its_index)
{
	struct line line;

	write_text("records-000001.jsonl", "{\"v\":1,\"index\":0}\n{\"v\":1,\"index\":1}\n");
	write_text(
	    "records-000002.jsonl", "{\"v\":1,\"index\":7}\nno record\n{\"v\":1,\"index\":8}\n{\"v\":1,\"index\":3}\n");
	open_store();
	ck_assert_int_eq(line_reader_find(&reader, 8, &line), 1);
	ck_assert_uint_eq(line.number, 3);
	ck_assert_int_eq(line_reader_find(&reader, 1, &line), 1);
	ck_assert_uint_eq(line.segment, 1);
	ck_assert_int_eq(line_reader_find(&reader, 3, &line), 1); /* out of order */
	ck_assert_uint_eq(line.number, 4);
	ck_assert_int_eq(line_reader_find(&reader, 2, &line), 0);
	ck_assert_int_eq(line_reader_find(&reader, UINT64_MAX, &line), 0);
}
END_TEST

static const struct {
	const char *line;
	int answer;
	bool has_index;
} heads[] = {
    {"{\"v\":1,\"index\":5,\"kind\":\"stop\",\"time\":\"2026-11-04T10:15:00.123456Z\",\"gateway\":\"g\",\"bundle\":"
     "\"b\"}",
	0, true},
    {" { \"time\" : \"2026-11-04T10:15:00.123456Z\" , \"x\" : [ \"]\", { \"index\" : 9 } ] , \"index\" : 5 }", 0, true},
    {"{\"a\":\"\\\\\",\"b\":\"\\\"\",\"index\":5}", 0, true},
    {"{\"index\":5}", 0, true},
    {"{\"kind\":null}", 0, false},
    {"{}", -EBADMSG, false},
    {"", -EBADMSG, false},
    {"[]", -EBADMSG, false},
    {"{\"index\":5", -EBADMSG, false},
    {"{\"index\":\"5\"}", -EBADMSG, false},
    {"{\"index\":05}", -EBADMSG, false},
    {"{\"index\":-1}", -EBADMSG, false},
    {"{\"index\":1.5}", -EBADMSG, false},
    {"{\"index\":9223372036854775807}", 0, true},
    {"{\"index\":9223372036854775808}", -EBADMSG, false},
    {"{\"index\":5,\"index\":6}", -EBADMSG, false},
    {"{\"index\":[5]}", -EBADMSG, false},
    {"{\"kind\":5}", -EBADMSG, false},
    {"{\"time\":\"yesterday\"}", -EBADMSG, false},
    {"{\"x\":[}", -EBADMSG, false},
    {"{\"x\":\"\\\"}", -EBADMSG, false},
};

START_TEST(the_head_of_a_line_is_found_wherever_it_stands)
{
	struct line_head head = {.has_index = false};
	int r = line_head_scan(heads[_i].line, strlen(heads[_i].line), &head);

	ck_assert_msg(r == heads[_i].answer, "%s: %d", heads[_i].line, r);
	ck_assert_msg(head.has_index == heads[_i].has_index, "%s", heads[_i].line);
}
END_TEST

START_TEST(times_are_read_and_written_alike)
{
	static const struct {
		const char *text;
		int64_t us;
	} times[] = {{"1970-01-01T00:00:00.000000Z", 0}, {"2026-11-04T10:15:00.123456Z", 1793787300123456},
	    {"2024-02-29T23:59:59.999999Z", 1709251199999999}, {"9999-12-31T23:59:59.000000Z", 253402300799000000},
	    {"0000-01-01T00:00:00.000000Z", -62167219200000000}};
	static const char *const wrong[] = {"", "2026-11-04", "2026-13-04T10:15:00.123456Z",
	    "2026-02-29T10:15:00.123456Z", "2026-11-04T24:15:00.123456Z", "2026-11-04T10:15:60.123456Z",
	    "2026-11-04T10:15:00.12345Z", "2026-11-04 10:15:00.123456Z", "2026-11-04T10:15:00.123456+"};
	char text[RECORD_TIME_SIZE];
	int64_t us = 0;

	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
		ck_assert_int_eq(record_time_parse(times[i].text, strlen(times[i].text), &us), 0);
		ck_assert_int_eq(us, times[i].us);
		record_time_format(us, text);
		ck_assert_str_eq(text, times[i].text);
	}
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		ck_assert_msg(record_time_parse(wrong[i], strlen(wrong[i]), &us) == -EBADMSG, "%s", wrong[i]);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("store");
	TCase *tests = tcase_create("store");

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, lines_come_in_the_order_of_the_files_numbers);
	tcase_add_test(tests, what_is_wrong_with_a_line_is_said_and_the_next_is_read);
	tcase_add_loop_test(
	    tests, a_line_is_as_long_as_the_ledgers_longest_and_no_longer, 0, sizeof(lengths) / sizeof(lengths[0]));
	tcase_add_test(tests, many_blocks_of_lines_are_read_without_a_loss);
	tcase_add_test(tests, leaves_are_counted_whole_and_read_by_number);
	tcase_add_test(tests, links_fifos_and_directories_are_refused_by_name);
	tcase_add_test(tests, a_directory_without_a_ledger_is_none);
	tcase_add_test(tests, files_larger_than_such_files_are_are_refused);
	tcase_add_test(tests, names_that_are_nearly_those_of_segments_are_counted);
	tcase_add_test(tests, a_record_is_found_by_its_index);
	tcase_add_loop_test(tests, the_head_of_a_line_is_found_wherever_it_stands, 0, sizeof(heads) / sizeof(heads[0]));
	tcase_add_test(tests, times_are_read_and_written_alike);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
