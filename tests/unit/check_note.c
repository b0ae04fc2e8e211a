/* note: what others signed is read, what we sign they read, and nothing that was changed. */
#include "audit/base64.h"
#include "audit/note.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The key, the text and the signature of the documentation of golang.org/x/mod/sumdb/note. */
#define VKEY "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
#define SEED "gQoUAtUUbI2E8kQzMPVAgOv5juF9nHT2JS/F1ccoMXM="
#define TEXT "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
#define LINE                                                                                                           \
	"\u2014 PeterNeumann "                                                                                         \
	"x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
#define NOTE TEXT "\n" LINE

static struct note_signer signer;
static struct note_verifier verifier;

static void set_up(void)
{
	uint8_t seed[NOTE_KEY_SIZE];
	size_t size = 0;

	ck_assert_int_eq(base64_decode(SEED, strlen(SEED), seed, sizeof(seed), &size), 0);
	ck_assert_uint_eq(size, NOTE_KEY_SIZE);
	ck_assert_int_eq(note_signer_init(&signer, "PeterNeumann", seed), 0);
	ck_assert_int_eq(note_verifier_of(&signer, &verifier), 0);
}

START_TEST(keys_and_notes_are_those_of_others)
{
	char vkey[NOTE_VKEY_SIZE];
	struct note_verifier parsed;
	char *note = NULL;
	size_t size = 0;

	ck_assert_int_eq(note_vkey_format(&verifier, vkey), 0);
	ck_assert_str_eq(vkey, VKEY);
	ck_assert_int_eq(note_vkey_parse(VKEY, &parsed), 0);
	ck_assert_mem_eq(&parsed, &verifier, sizeof(parsed));
	ck_assert_int_eq(note_sign(&signer, TEXT, &note), 0);
	ck_assert_str_eq(note, NOTE);
	ck_assert_int_eq(note_open(&parsed, note, strlen(note), &size), 0);
	ck_assert_uint_eq(size, strlen(TEXT));
	free(note);
}
END_TEST

static const char *const vkeys[] = {"", "PeterNeumann", "PeterNeumann+c74f20a3",
    "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    "PeterNeuman+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    "PeterNeumann+c74f20a3+AhpC2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10T",
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW\n",
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy1A==",
    "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"};

START_TEST(what_is_no_key_is_refused)
{
	struct note_verifier parsed = {.id = 7};

	ck_assert_int_eq(note_vkey_parse(vkeys[_i], &parsed), -EBADMSG);
	ck_assert_uint_eq(parsed.id, 7);
}
END_TEST

#define OTHER                                                                                                          \
	"\u2014 Enoch hg18o/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"

static const struct {
	const char *what;
	const char *note;
	int answer;
} notes[] = {
    {"as signed", NOTE, 0},
    {"another signature before it", TEXT "\n" OTHER LINE, 0},
    {"another signature behind it", TEXT "\n" LINE OTHER, 0},
    {"one letter changed", "A" NOTE, -EKEYREJECTED},
    {"a line added", "x\n" NOTE, -EKEYREJECTED},
    {"the signature of something else",
	TEXT "\n\u2014 PeterNeumann "
	     "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAI=\n",
	-EKEYREJECTED},
    {"only somebody else's", TEXT "\n" OTHER, -ENOKEY},
    {"the same name with another key",
	TEXT "\n\u2014 PeterNeumann "
	     "x08gp/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n",
	-ENOKEY},
    {"a signature of another length", TEXT "\n\u2014 PeterNeumann x08goAAA\n", -ENOKEY},
    {"no signature", TEXT, -EBADMSG},
    {"an empty line and nothing", TEXT "\n", -EBADMSG},
    {"no newline at the end", TEXT "\n\u2014 PeterNeumann x08goAAA", -EBADMSG},
    {"a hyphen for the dash", TEXT "\n- PeterNeumann x08goAAA\n", -EBADMSG},
    {"no name", TEXT "\n\u2014 x08goAAA\n", -EBADMSG},
    {"nothing at all", "", -EBADMSG},
};

START_TEST(a_note_is_opened_only_as_it_was_signed)
{
	size_t size = 7;
	int r = note_open(&verifier, notes[_i].note, strlen(notes[_i].note), &size);

	ck_assert_msg(r == notes[_i].answer, "%s: %d", notes[_i].what, r);
	ck_assert_uint_eq(size, r == 0 ? strlen(TEXT) : 7);
}
END_TEST

START_TEST(every_octet_of_a_note_counts)
{
	char note[] = NOTE;
	size_t size = 0;

	for (size_t i = 0; i < strlen(NOTE); i++) {
		note[i] ^= 1;
		ck_assert_int_lt(note_open(&verifier, note, strlen(NOTE), &size), 0);
		note[i] ^= 1;
	}
	ck_assert_int_eq(note_open(&verifier, note, strlen(NOTE), &size), 0);
}
END_TEST

START_TEST(only_texts_that_can_be_told_from_signatures_are_signed)
{
	static const char *const texts[] = {"", "a", "a\n\n", "\n\n"};
	char *note = NULL;

	ck_assert_int_eq(note_sign(&signer, texts[_i], &note), -EINVAL);
	ck_assert_ptr_null(note);
}
END_TEST

START_TEST(a_name_has_its_limits)
{
	char longest[NOTE_NAME_MAX + 2];
	struct note_signer other;

	memset(longest, 'a', sizeof(longest));
	longest[NOTE_NAME_MAX + 1] = '\0';
	ck_assert_int_eq(note_signer_init(&other, longest, signer.seed), -EINVAL);
	longest[NOTE_NAME_MAX] = '\0';
	ck_assert_int_eq(note_signer_init(&other, longest, signer.seed), 0);
	ck_assert_int_eq(note_signer_init(&other, "", signer.seed), -EINVAL);
	ck_assert_int_eq(note_signer_init(&other, "a b", signer.seed), -EINVAL);
	ck_assert_int_eq(note_signer_init(&other, "a+b", signer.seed), -EINVAL);
	note_signer_clear(&other);
	for (size_t i = 0; i < NOTE_KEY_SIZE; i++)
		ck_assert_uint_eq(other.seed[i], 0);
}
END_TEST

static const struct {
	const char *text;
	size_t size; /* SIZE_MAX: refused */
} base64s[] = {{"", 0}, {"QQ==", 1}, {"QUI=", 2}, {"QUJD", 3}, {"QUJDRA==", 4}, {"QR==", SIZE_MAX}, {"QUJ=", SIZE_MAX},
    {"Q", SIZE_MAX}, {"QQ", SIZE_MAX}, {"QQ=", SIZE_MAX}, {"====", SIZE_MAX}, {"Q===", SIZE_MAX},
    {"QQ==QQ==", SIZE_MAX}, {" QQ=", SIZE_MAX}, {"QQ=\n", SIZE_MAX}, {"Q-_=", SIZE_MAX}, {"QUJDREVGR0hJ", SIZE_MAX}};

START_TEST(base64_is_read_as_it_is_written)
{
	uint8_t octets[8];
	char again[BASE64_SIZE(8)];
	size_t size = 7;
	int r = base64_decode(base64s[_i].text, strlen(base64s[_i].text), octets, sizeof(octets), &size);

	ck_assert_msg(r == (base64s[_i].size == SIZE_MAX ? -EBADMSG : 0), "\"%s\": %d", base64s[_i].text, r);
	if (r < 0)
		return;
	ck_assert_uint_eq(size, base64s[_i].size);
	base64_encode(octets, size, again);
	ck_assert_str_eq(again, base64s[_i].text);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("note");
	TCase *tests = tcase_create("note");

	tcase_add_checked_fixture(tests, set_up, NULL);
	tcase_add_test(tests, keys_and_notes_are_those_of_others);
	tcase_add_loop_test(tests, what_is_no_key_is_refused, 0, sizeof(vkeys) / sizeof(vkeys[0]));
	tcase_add_loop_test(tests, a_note_is_opened_only_as_it_was_signed, 0, sizeof(notes) / sizeof(notes[0]));
	tcase_add_test(tests, every_octet_of_a_note_counts);
	tcase_add_loop_test(tests, only_texts_that_can_be_told_from_signatures_are_signed, 0, 4);
	tcase_add_test(tests, a_name_has_its_limits);
	tcase_add_loop_test(tests, base64_is_read_as_it_is_written, 0, sizeof(base64s) / sizeof(base64s[0]));
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
