/* checkpoint: a signed head of the tree comes back as it was, and nothing else does. */
#include "audit/checkpoint.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define ORIGIN "gateway.example.org/referrals"

static struct note_signer signer;
static struct note_verifier verifier;
static struct merkle_hash root;

static void set_up(void)
{
	const uint8_t seed[NOTE_KEY_SIZE] = {1, 2, 3};

	memset(root.octets, 0xab, sizeof(root.octets));
	ck_assert_int_eq(note_signer_init(&signer, ORIGIN, seed), 0);
	ck_assert_int_eq(note_verifier_of(&signer, &verifier), 0);
}

static const uint64_t sizes[] = {0, 1, 9, 10, 4294967296, UINT64_MAX};

START_TEST(a_head_comes_back_as_it_was)
{
	struct checkpoint checkpoint;
	char *note = NULL;

	ck_assert_int_eq(checkpoint_sign(&signer, sizes[_i], &root, &note), 0);
	ck_assert_int_eq(checkpoint_open(&verifier, note, strlen(note), &checkpoint), 0);
	ck_assert_str_eq(checkpoint.origin, ORIGIN);
	ck_assert_uint_eq(checkpoint.size, sizes[_i]);
	ck_assert(merkle_hash_equal(&checkpoint.root, &root));
	free(note);
}
END_TEST

#define ROOT "q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s="

static const struct {
	const char *text;
	int answer;
} texts[] = {
    {ORIGIN "\n12\n" ROOT "\n", 0},
    {ORIGIN "\n12\n" ROOT "\nsomething of others\n", 0},
    {"other.example.org\n12\n" ROOT "\n", -EBADMSG},
    {ORIGIN "\n012\n" ROOT "\n", -EBADMSG},
    {ORIGIN "\n+12\n" ROOT "\n", -EBADMSG},
    {ORIGIN "\n18446744073709551616\n" ROOT "\n", -EBADMSG},
    {ORIGIN "\n\n" ROOT "\n", -EBADMSG},
    {ORIGIN "\n12\nq6urqw==\n", -EBADMSG},
    {ORIGIN "\n12\n" ROOT "AAAA\n", -EBADMSG},
    {ORIGIN "\n12\n", -EBADMSG},
    {ORIGIN "\n", -EBADMSG},
};

START_TEST(only_a_head_is_read_as_one)
{
	struct checkpoint checkpoint = {.size = 7};
	char *note = NULL;

	ck_assert_int_eq(note_sign(&signer, texts[_i].text, &note), 0);
	int r = checkpoint_open(&verifier, note, strlen(note), &checkpoint);
	ck_assert_msg(r == texts[_i].answer, "%s: %d", texts[_i].text, r);
	ck_assert_uint_eq(checkpoint.size, r == 0 ? 12 : 7);
	free(note);
}
END_TEST

START_TEST(a_head_that_nobody_signed_is_none)
{
	struct checkpoint checkpoint;
	char *note = NULL;

	ck_assert_int_eq(checkpoint_sign(&signer, 12, &root, &note), 0);
	note[strlen(ORIGIN) + 1] = '2';
	ck_assert_int_eq(checkpoint_open(&verifier, note, strlen(note), &checkpoint), -EKEYREJECTED);
	verifier.id++;
	ck_assert_int_eq(checkpoint_open(&verifier, note, strlen(note), &checkpoint), -ENOKEY);
	free(note);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("checkpoint");
	TCase *tests = tcase_create("checkpoint");

	tcase_add_checked_fixture(tests, set_up, NULL);
	tcase_add_loop_test(tests, a_head_comes_back_as_it_was, 0, sizeof(sizes) / sizeof(sizes[0]));
	tcase_add_loop_test(tests, only_a_head_is_read_as_one, 0, sizeof(texts) / sizeof(texts[0]));
	tcase_add_test(tests, a_head_that_nobody_signed_is_none);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
