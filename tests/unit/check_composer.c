/* composer: blocks come out as they were told, and no document makes more of them than the limits allow. */
#include "message/form/composer.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static struct document document;
static struct composer composer;

static void setup(void)
{
	document_init(&document);
	composer_init(&composer, &document);
}

static void teardown(void)
{
	composer_finish(&composer);
	document_clear(&document);
}

static void say(const char *text)
{
	composer_text(&composer, text, strlen(text));
}

static void finish(size_t blocks, unsigned obstacles)
{
	ck_assert_int_eq(composer_finish(&composer), 0);
	ck_assert_uint_eq(document.block_count, blocks);
	ck_assert_uint_eq(document.obstacles, obstacles);
}

START_TEST(control_characters_are_left_out)
{
	composer_text(&composer, "a\0b\x7f\tc\n\x01", 8);
	finish(1, 0);
	ck_assert_str_eq(document.blocks[0].text, "ab\tc\n");
}
END_TEST

START_TEST(blank_paragraphs_are_no_blocks)
{
	say(" \t");
	composer_paragraph_end(&composer);
	composer_paragraph_end(&composer);
	say("a");
	finish(1, 0);
	ck_assert_uint_eq(document.blocks[0].paragraph, 3);
}
END_TEST

START_TEST(a_field_divides_its_paragraph)
{
	const struct composer_field field = {.name = "n", .prompt = "type"};

	say("Name");
	composer_field_begin(&composer);
	say(_i == 0 ? "Ann" : "type");
	composer_field_end(&composer, &field);
	say(".");
	finish(3, 0);
	ck_assert_int_eq(document.blocks[1].kind, BLOCK_FIELD);
	ck_assert_str_eq(document.blocks[1].name, "n");
	ck_assert(document.blocks[1].is_placeholder == (_i == 1));
	for (size_t i = 0; i < 3; i++)
		ck_assert_uint_eq(document.blocks[i].paragraph, 1);
}
END_TEST

START_TEST(a_field_over_two_cells_is_a_group)
{
	const struct composer_field field = {.name = "n"};

	composer_table_begin(&composer);
	composer_field_begin(&composer);
	say("a");
	composer_cell_end(&composer, 1);
	say("b");
	composer_cell_end(&composer, 1);
	composer_field_end(&composer, &field);
	composer_table_end(&composer);
	finish(2, 0);
	ck_assert_int_eq(document.blocks[0].kind, BLOCK_TEXT);
	ck_assert_uint_eq(document.blocks[1].cell.column, 1);
}
END_TEST

START_TEST(what_was_never_begun_does_not_end)
{
	const struct composer_field field = {0};

	composer_cell_end(&composer, 1);
	composer_row_end(&composer);
	composer_table_end(&composer);
	composer_aside_end(&composer);
	composer_field_end(&composer, &field);
	finish(0, 0);
}
END_TEST

START_TEST(blocks_have_a_limit)
{
	for (int i = 0; i < LIMIT_DOCUMENT_BLOCKS + _i; i++) {
		say("a");
		composer_paragraph_end(&composer);
	}
	finish(LIMIT_DOCUMENT_BLOCKS, _i == 0 ? 0 : OBSTACLE_LIMIT);
}
END_TEST

START_TEST(text_has_a_limit)
{
	char *text = malloc(LIMIT_DOCUMENT_TEXT);

	memset(text, 'a', LIMIT_DOCUMENT_TEXT);
	composer_text(&composer, text, LIMIT_DOCUMENT_TEXT - 1);
	composer_text(&composer, "ab", 1 + (size_t)_i);
	finish(1, _i == 0 ? 0 : OBSTACLE_LIMIT);
	ck_assert_uint_eq(strlen(document.blocks[0].text), LIMIT_DOCUMENT_TEXT - (size_t)_i);
	free(text);
}
END_TEST

START_TEST(tables_fields_and_asides_nest_to_their_limits)
{
	static void (*const begin[])(struct composer *) = {
	    composer_table_begin, composer_field_begin, composer_aside_begin};
	static const int limits[] = {LIMIT_TABLE_DEPTH, LIMIT_FIELD_DEPTH, LIMIT_ASIDE_DEPTH};
	int more = _i % 2;

	for (int i = 0; i < limits[_i / 2] + more; i++)
		begin[_i / 2](&composer);
	say("a");
	finish(more == 0 ? 1 : 0, more == 0 ? 0 : OBSTACLE_LIMIT);
}
END_TEST

START_TEST(names_are_cut_between_characters)
{
	char name[LIMIT_NAME_OCTETS + 8] = {0};
	const struct composer_field field = {.name = name};

	memset(name, 'a', LIMIT_NAME_OCTETS - 1);
	strcpy(name + LIMIT_NAME_OCTETS - 1, "\xc3\xa9");
	composer_field(&composer, &field, "");
	finish(1, 0);
	ck_assert_uint_eq(strlen(document.blocks[0].name), LIMIT_NAME_OCTETS - 1);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("composer");
	TCase *all = tcase_create("all");

	tcase_add_checked_fixture(all, setup, teardown);
	tcase_add_test(all, control_characters_are_left_out);
	tcase_add_test(all, blank_paragraphs_are_no_blocks);
	tcase_add_loop_test(all, a_field_divides_its_paragraph, 0, 2);
	tcase_add_test(all, a_field_over_two_cells_is_a_group);
	tcase_add_test(all, what_was_never_begun_does_not_end);
	tcase_add_loop_test(all, blocks_have_a_limit, 0, 2);
	tcase_add_loop_test(all, text_has_a_limit, 0, 2);
	tcase_add_loop_test(all, tables_fields_and_asides_nest_to_their_limits, 0, 6);
	tcase_add_test(all, names_are_cut_between_characters);
	suite_add_tcase(suite, all);
	return run_suite(suite);
}
