/* part_type: documents are told by their octets, and what may hide documents is said to. */
#include "message/part_type.h"
#include "tests/support/documents.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static struct part_sniffer *sniffer;
static char octets[1 << 20];

static void setup(void)
{
	ck_assert_int_eq(part_sniffer_new(&sniffer), 0);
}

static void teardown(void)
{
	part_sniffer_free(sniffer);
}

struct type_case {
	enum document document;
	const char *type;
};

static const struct type_case types[] = {
    {DOCUMENT_DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
    {DOCUMENT_DOCX_OTHER_ORDER, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
    {DOCUMENT_ODT, "application/vnd.oasis.opendocument.text"}, {DOCUMENT_ZIP, "application/zip"},
    {DOCUMENT_PDF, "application/pdf"}, {DOCUMENT_RTF, "text/rtf"}, {DOCUMENT_OLE2, "application/x-ole-storage"},
    {DOCUMENT_JPEG, "image/jpeg"}, {DOCUMENT_PNG, "image/png"}, {DOCUMENT_TNEF, "application/vnd.ms-tnef"},
    {DOCUMENT_7Z, "application/x-7z-compressed"}, {DOCUMENT_MAIL, "message/rfc822"}, {DOCUMENT_HTML, "text/html"},
    {DOCUMENT_TEXT, "text/plain"}};

START_TEST(documents_are_told_by_their_octets)
{
	size_t size = document_write(types[_i].document, 2000, octets, sizeof(octets));
	const char *type = part_sniffer_type(sniffer, octets, size);

	ck_assert_ptr_nonnull(type);
	ck_assert_str_eq(type, types[_i].type);
}
END_TEST

START_TEST(octets_like_no_other_are_octets)
{
	for (size_t i = 0; i < 4096; i++)
		octets[i] = (char)(i * 97 + i / 7);
	ck_assert_str_eq(part_sniffer_type(sniffer, octets, 4096), "application/octet-stream");
}
END_TEST

/* libmagic's text tests know much text that takes long; nothing may take as long as the child is allowed. */
START_TEST(no_octets_take_long)
{
	static const char *const pieces[] = {"\n", " ", "{", "<", "a\n", "%PDF-1.7\n", "PK\3\4", "From: x\n"};
	size_t length = strlen(pieces[_i]);

	for (size_t i = 0; i + length <= sizeof(octets); i += length)
		memcpy(octets + i, pieces[_i], length);
	ck_assert_ptr_nonnull(part_sniffer_type(sniffer, octets, sizeof(octets)));
}
END_TEST

struct opaque_case {
	const char *declared, *sniffed, *name;
	bool is_opaque;
};

static const struct opaque_case opaque_cases[] = {
    {"application/pdf", "application/pdf", "form.pdf", false},
    {"application/zip", "application/zip", "forms.zip", true},
    {"application/octet-stream", "application/zip", "forms", true},
    {"application/zip", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "form.docx", false},
    {"application/zip", "application/vnd.oasis.opendocument.text", "form.odt", false},
    {"application/ms-tnef", NULL, NULL, true},
    {"application/octet-stream", "application/octet-stream", "WINMAIL.DAT", true},
    {"application/octet-stream", "application/octet-stream", "winmail.dat ", true},
    {"application/octet-stream", "application/octet-stream", "notwinmail.dat", false},
    {"application/octet-stream", "application/octet-stream", "form.docx.gpg", true},
    {"application/octet-stream", "application/octet-stream", "form.docx.PGP", true},
    {"application/octet-stream", "application/pgp-encrypted", "form.docx.asc", true},
    {"application/pgp-signature", "text/plain", "signature.asc", false},
    {"application/octet-stream", "application/octet-stream", "smime.p7m", true},
    {"application/x-microsoft-rpmsg-message", "application/octet-stream", "message", true},
    {"application/octet-stream", "application/octet-stream", "message.rpmsg", true},
    {"application/octet-stream", "application/octet-stream", "referral.switch", true},
    {"application/octet-stream", "application/octet-stream", "forms.7z", true},
    {"application/octet-stream", "application/octet-stream", "forms.RAR..", true},
    {"application/octet-stream", "application/octet-stream", "rar", false},
    {"application/octet-stream", "text/plain", "message.eml", true},
    {"application/octet-stream", "application/vnd.ms-outlook", "message", true},
    {"application/octet-stream", "application/encrypted", "form.docx", true},
    {"message/partial", "text/plain", NULL, true},
    {"message/external-body", "text/plain", NULL, true},
    {"application/pkcs7-mime", NULL, NULL, true},
    {"image/jpeg", "image/jpeg", "photo.jpg", false},
    {"text/plain", NULL, NULL, false},
};

START_TEST(what_may_hide_documents_is_opaque)
{
	const struct opaque_case *c = &opaque_cases[_i];
	struct facts_part part = {.declared_type = (char *)(uintptr_t)c->declared,
	    .sniffed_type = (char *)(uintptr_t)c->sniffed,
	    .names = {(char *)(uintptr_t)c->name},
	    .name_count = c->name != NULL};

	ck_assert_msg(part_type_is_opaque(&part) == c->is_opaque, "%s, %s, %s", c->declared, c->sniffed, c->name);
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

int main(void)
{
	Suite *suite = suite_create("part_type");
	TCase *tcase = tcase_create("types");

	tcase_add_unchecked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 30);
	tcase_add_loop_test(tcase, documents_are_told_by_their_octets, 0, COUNT(types));
	tcase_add_test(tcase, octets_like_no_other_are_octets);
	tcase_add_loop_test(tcase, no_octets_take_long, 0, 8);
	tcase_add_loop_test(tcase, what_may_hide_documents_is_opaque, 0, COUNT(opaque_cases));
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
