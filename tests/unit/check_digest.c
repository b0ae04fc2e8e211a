/* digest: the published vectors, whole and in pieces, from many threads at once. */
#include "audit/digest.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define THREADS 8
#define ROUNDS	500

static const struct {
	const char *text;
	const char *hex;
} sha256_rows[] = {
    /* FIPS 180-4 examples, NIST */
    {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
	"248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
};

/* RFC 4231, cases 1 and 2: a shorter key is the same as one that is filled up with zeros (RFC 2104 section 2). */
static const struct {
	const char *key;
	const char *text;
	const char *hex;
} hmac_rows[] = {
    {"\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b", "Hi There",
	"b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
    {"Jefe", "what do ya want for nothing?", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
};

START_TEST(sha256_agrees_with_the_published_vectors)
{
	uint8_t digest[DIGEST_SIZE];
	char hex[DIGEST_HEX_SIZE];

	ck_assert_int_eq(digest_sha256(sha256_rows[_i].text, strlen(sha256_rows[_i].text), digest), 0);
	digest_hex(digest, DIGEST_SIZE, hex);
	ck_assert_str_eq(hex, sha256_rows[_i].hex);
}
END_TEST

static void hmac_hex(int row, size_t split, char hex[DIGEST_HEX_SIZE])
{
	const char *text = hmac_rows[row].text;
	struct digest_piece pieces[] = {{text, split}, {text + split, strlen(text) - split}};
	uint8_t key[DIGEST_SIZE] = {0};
	uint8_t digest[DIGEST_SIZE];

	memcpy(key, hmac_rows[row].key, strlen(hmac_rows[row].key));
	ck_assert_int_eq(digest_hmac_sha256_pieces(key, pieces, 2, digest), 0);
	digest_hex(digest, DIGEST_SIZE, hex);
}

START_TEST(hmac_agrees_with_the_published_vectors_however_it_is_cut)
{
	char hex[DIGEST_HEX_SIZE];

	for (size_t split = 0; split <= strlen(hmac_rows[_i].text); split++) {
		hmac_hex(_i, split, hex);
		ck_assert_str_eq(hex, hmac_rows[_i].hex);
	}
}
END_TEST

START_TEST(hmac_in_one_piece_is_the_same)
{
	uint8_t key[DIGEST_SIZE] = "Jefe";
	uint8_t digest[DIGEST_SIZE];
	char hex[DIGEST_HEX_SIZE];

	ck_assert_int_eq(digest_hmac_sha256(key, hmac_rows[1].text, strlen(hmac_rows[1].text), digest), 0);
	digest_hex(digest, DIGEST_SIZE, hex);
	ck_assert_str_eq(hex, hmac_rows[1].hex);
}
END_TEST

START_TEST(an_hmac_of_nothing_is_still_an_hmac)
{
	uint8_t key[DIGEST_SIZE] = {1}, none[DIGEST_SIZE], empty[DIGEST_SIZE];

	ck_assert_int_eq(digest_hmac_sha256(key, NULL, 0, none), 0);
	ck_assert_int_eq(digest_hmac_sha256(key, "", 0, empty), 0);
	ck_assert_mem_eq(none, empty, DIGEST_SIZE);
}
END_TEST

static void *hammer(void *unused)
{
	char hex[DIGEST_HEX_SIZE];

	for (int i = 0; i < ROUNDS; i++) {
		hmac_hex(i % 2, (size_t)i % 8, hex);
		if (strcmp(hex, hmac_rows[i % 2].hex) != 0)
			return "differs";
	}
	return unused;
}

START_TEST(threads_do_not_disturb_each_other)
{
	pthread_t threads[THREADS];
	void *result;

	for (int i = 0; i < THREADS; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, hammer, NULL), 0);
	for (int i = 0; i < THREADS; i++) {
		pthread_join(threads[i], &result);
		ck_assert_ptr_null(result);
	}
}
END_TEST

START_TEST(random_octets_differ_and_fill_what_was_asked)
{
	uint8_t one[1000] = {0}, two[1000] = {0};
	size_t zeros = 0;

	ck_assert_int_eq(digest_random(one, sizeof(one)), 0);
	ck_assert_int_eq(digest_random(two, sizeof(two)), 0);
	ck_assert_mem_ne(one, two, sizeof(one));
	for (size_t i = 0; i < sizeof(one); i++)
		zeros += one[i] == 0;
	ck_assert_uint_lt(zeros, 50);
	ck_assert_int_eq(digest_random(NULL, 0), 0);
}
END_TEST

START_TEST(hexadecimal_is_lower_case_and_terminated)
{
	static const uint8_t bytes[] = {0x00, 0x0f, 0xa5, 0xff};
	char text[9] = "????????";

	digest_hex(bytes, sizeof(bytes), text);
	ck_assert_str_eq(text, "000fa5ff");
	digest_hex(bytes, 0, text);
	ck_assert_str_eq(text, "");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("digest");
	TCase *tcase = tcase_create("digest");

	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, sha256_agrees_with_the_published_vectors, 0, 3);
	tcase_add_loop_test(tcase, hmac_agrees_with_the_published_vectors_however_it_is_cut, 0, 2);
	tcase_add_test(tcase, hmac_in_one_piece_is_the_same);
	tcase_add_test(tcase, an_hmac_of_nothing_is_still_an_hmac);
	tcase_add_test(tcase, threads_do_not_disturb_each_other);
	tcase_add_test(tcase, random_octets_differ_and_fill_what_was_asked);
	tcase_add_test(tcase, hexadecimal_is_lower_case_and_terminated);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
