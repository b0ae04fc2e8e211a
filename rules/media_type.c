#include "rules/media_type.h"

#include "rules/ruleset.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#define BIT(type) (1U << FILE_##type)
#define PACKAGES  (BIT(DOCX) | BIT(ODT)) /* forms that are zip packages */
#define OTHERS	  (BIT(DOC) | BIT(RTF) | BIT(PDF))

/* In alphabetical order within each group. */
static const char *const known[] = {
    "application/cdfv2",
    "application/encrypted",
    "application/gzip",
    "application/ics",
    "application/java-archive",
    "application/javascript",
    "application/json",
    "application/ms-tnef",
    "application/msword",
    "application/octet-stream",
    "application/pdf",
    "application/pgp-encrypted",
    "application/pgp-keys",
    "application/pgp-signature",
    "application/pkcs7-mime",
    "application/pkcs7-signature",
    "application/rtf",
    "application/vnd.microsoft.portable-executable",
    "application/vnd.ms-excel",
    "application/vnd.ms-office",
    "application/vnd.ms-outlook",
    "application/vnd.ms-powerpoint",
    "application/vnd.ms-tnef",
    "application/vnd.ms-word.document.macroenabled.12",
    "application/vnd.oasis.opendocument.presentation",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.openxmlformats-officedocument",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template",
    "application/vnd.rar",
    "application/x-7z-compressed",
    "application/x-dosexec",
    "application/x-empty",
    "application/x-executable",
    "application/x-gzip",
    "application/x-iso9660-image",
    "application/x-msdownload",
    "application/x-ole-storage",
    "application/x-pdf",
    "application/x-pie-executable",
    "application/x-pkcs7-mime",
    "application/x-pkcs7-signature",
    "application/x-rar",
    "application/x-rar-compressed",
    "application/x-sharedlib",
    "application/x-tar",
    "application/x-zip",
    "application/x-zip-compressed",
    "application/xml",
    "application/zip",
    "audio/mp4",
    "audio/mpeg",
    "audio/wav",
    "audio/x-wav",
    "image/bmp",
    "image/gif",
    "image/heic",
    "image/heif",
    "image/jpeg",
    "image/jpg",
    "image/png",
    "image/svg+xml",
    "image/tiff",
    "image/webp",
    "image/x-ms-bmp",
    "inode/x-empty",
    "message/delivery-status",
    "message/disposition-notification",
    "message/external-body",
    "message/feedback-report",
    "message/global",
    "message/partial",
    "message/rfc822",
    "multipart/alternative",
    "multipart/appledouble",
    "multipart/digest",
    "multipart/encrypted",
    "multipart/form-data",
    "multipart/mixed",
    "multipart/parallel",
    "multipart/related",
    "multipart/report",
    "multipart/signed",
    "text/calendar",
    "text/csv",
    "text/directory",
    "text/html",
    "text/plain",
    "text/rfc822-headers",
    "text/rtf",
    "text/vcard",
    "text/x-vcard",
    "text/xml",
    "video/mp4",
    "video/quicktime",
};

/* Types that stand for a form without doubt. */
static const struct {
	const char *type;
	unsigned file_type;
} documents[] = {
    {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", BIT(DOCX)},
    {"application/msword", BIT(DOC)},
    {"application/vnd.oasis.opendocument.text", BIT(ODT)},
    {"text/rtf", BIT(RTF)},
    {"application/rtf", BIT(RTF)},
    {"application/pdf", BIT(PDF)},
    {"application/x-pdf", BIT(PDF)},
};

/*
 * What libmagic calls octets that it knows only in part. A package whose entries stand in an unusual order is a plain
 * zip, an "OOXML of some kind", or nothing at all to it. A password turns a .docx into an OLE2 file.
 */
static const struct {
	const char *type;
	struct media_octets octets;
} vague[] = {
    {"application/octet-stream", {.may_be = PACKAGES, .hides = OTHERS}},
    {"application/zip", {.may_be = PACKAGES}},
    {"application/x-zip", {.may_be = PACKAGES}},
    {"application/x-zip-compressed", {.may_be = PACKAGES}},
    {"application/vnd.openxmlformats-officedocument", {.may_be = BIT(DOCX)}},
    {"application/cdfv2", {.may_be = BIT(DOC), .hides = BIT(DOCX)}},
    {"application/x-ole-storage", {.may_be = BIT(DOC), .hides = BIT(DOCX)}},
    {"application/vnd.ms-office", {.may_be = BIT(DOC), .hides = BIT(DOCX)}},
    {"application/encrypted", {.hides = BIT(DOC) | PACKAGES}},
};

static const struct {
	const char *extension;
	unsigned file_type;
} extensions[] = {{"docx", BIT(DOCX)}, {"doc", BIT(DOC)}, {"odt", BIT(ODT)}, {"rtf", BIT(RTF)}, {"pdf", BIT(PDF)}};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

const char *media_type_reduce(const char *type)
{
	for (size_t i = 0; i < COUNT(known); i++)
		if (strcasecmp(known[i], type) == 0)
			return known[i];
	return "other";
}

unsigned media_type_claims(const char *type)
{
	for (size_t i = 0; i < COUNT(documents); i++)
		if (strcasecmp(documents[i].type, type) == 0)
			return documents[i].file_type;
	return 0;
}

unsigned media_name_claims(const char *name)
{
	size_t end = strlen(name);

	while (end > 0 && (name[end - 1] == ' ' || name[end - 1] == '.'))
		end--;
	size_t start = end;
	while (start > 0 && name[start - 1] != '.')
		start--;
	if (start == 0)
		return 0;
	for (size_t i = 0; i < COUNT(extensions); i++)
		if (strlen(extensions[i].extension) == end - start &&
		    strncasecmp(extensions[i].extension, name + start, end - start) == 0)
			return extensions[i].file_type;
	return 0;
}

struct media_octets media_type_octets(const char *sniffed)
{
	for (size_t i = 0; i < COUNT(vague); i++)
		if (strcasecmp(vague[i].type, sniffed) == 0)
			return vague[i].octets;
	return (struct media_octets){.is = media_type_claims(sniffed)};
}

bool media_type_is_image(const char *type)
{
	return strncasecmp(type, "image/", 6) == 0;
}
