#include "message/sanitise/file_class.h"

#include "message/family.h"
#include "message/sanitise/archive_look.h"
#include "message/sanitise/archive_member.h"
#include "message/sanitise/file_kind.h"
#include "message/sanitise/file_name.h"
#include "message/sanitise/image_size.h"
#include "message/sanitise/limits.h"
#include "message/sanitise/name_class.h"
#include "message/signature.h"

#include <string.h>
#include <strings.h>

#define DIRECTORY_WITHIN (22 + 65535) /* octets: the end of a zip's directory and its comment */
#define COUNT(array)	 (sizeof(array) / sizeof((array)[0]))
#define BIT(class)	 UNSAFE_BIT(UNSAFE_##class)
#define FAMILY(name)	 (1U << FAMILY_##name)

#define PAGES	 (BIT(HTML_ATTACHMENT) | BIT(SVG_ATTACHMENT))
#define IN_TEXT	 (PAGES | BIT(SCRIPT) | BIT(SHORTCUT)) /* shown, where it is opened as text */
#define MISTAKEN (BIT(EXECUTABLE) | BIT(SCRIPT) | BIT(SHORTCUT) | BIT(DISK_IMAGE) | BIT(ARCHIVE) | PAGES)

#define DOCUMENTS                                                                                                      \
	(FAMILY(XML) | FAMILY(IMAGE) | FAMILY(MEDIA) | FAMILY(PDF) | FAMILY(OFFICE) | FAMILY(CALENDAR) | FAMILY(MAIL))

/* What is learnt of one part. */
struct look {
	const struct facts_part *part;
	const char *octets;
	size_t size;
	enum file_kind kind;
	unsigned named;	  /* bits of families, of its names */
	unsigned claimed; /* the same, and of its type */
	unsigned by_name; /* bits of classes */
	bool has_address; /* among its names: message/sanitise/name_class.h */
	struct archive_look archive;
	struct file_class class;
};

static void take_claims(struct look *look)
{
	const struct facts_part *part = look->part;

	for (size_t i = 0; i < part->name_count; i++) {
		look->named |= 1U << family_of_name(part->names[i]);
		if (name_class_is_address(part->names[i]))
			look->has_address = true;
		else
			look->by_name |= name_class(part->names[i]);
	}
	look->named &= ~FAMILY(UNKNOWN);
	look->claimed = look->named | (1U << family_of_type(part->declared_type));
}

static bool is_named(const struct look *look, const char *extension)
{
	for (size_t i = 0; i < look->part->name_count; i++)
		if (strcasecmp(file_name_extension(look->part->names[i]), extension) == 0)
			return true;
	return false;
}

/* Pictures and drawings that are stored compressed. */
static bool is_compressed_format(const struct look *look)
{
	static const char *const extensions[] = {"emz", "wmz", "svgz", "dia", "gnumeric"};

	if (look->kind != KIND_GZIP)
		return false;
	for (size_t i = 0; i < COUNT(extensions); i++)
		if (is_named(look, extensions[i]))
			return true;
	return strcmp(look->part->declared_type, "image/x-emz") == 0 ||
	       strcmp(look->part->declared_type, "image/x-wmz") == 0 ||
	       strcmp(look->part->declared_type, "image/svg+xml") == 0;
}

/* A zip that was cut off or damaged, and is called a document: for whoever reads documents to say. */
static bool is_broken_document(const struct look *look)
{
	return look->kind == KIND_ZIP && look->archive.package == ZIP_PACKAGE_NONE && look->archive.members == 0 &&
	       !look->archive.is_past_limit && (look->claimed & FAMILY(OFFICE)) != 0;
}

static int look_inside(struct look *look)
{
	struct archive_look *archive = &look->archive;

	archive->is_archive = (look->by_name & BIT(ARCHIVE)) != 0;
	if (!archive_look_can(look->kind))
		return 0;
	int r = archive_look_into(archive, look->kind, look->octets, look->size);
	/* Each archive in it may keep to the ratio, and all together grow far beyond it. */
	if (archive->unpacked > LIMIT_LOOK_RATIO_FROM && archive->unpacked / LIMIT_LOOK_RATIO > look->size)
		archive_member_bomb(archive);
	return r;
}

/* The classes of its octets, and of what is in it. */
static unsigned inside_classes(const struct look *look)
{
	unsigned found = look->archive.found;

	if (look->kind != KIND_ZIP)
		found |= file_kind_class(look->kind);
	if (is_compressed_format(look) || is_broken_document(look))
		found &= ~BIT(ARCHIVE);
	if (look->kind == KIND_PICTURE && image_size_pixels(look->octets, look->size) > LIMIT_IMAGE_PIXELS)
		found |= BIT(BOMB);
	return found;
}

/* A page, a script or a shortcut by its octets, which a name or a type says is text: opened, it is shown. Spreadsheets
 * and letters may be pages: programs export them so. */
static unsigned without_what_is_shown(const struct look *look, unsigned found)
{
	bool is_text = (look->named & FAMILY(TEXT)) != 0;

	if (look->named == 0 && look->part->name_count == 0)
		is_text = is_text || (look->claimed & FAMILY(TEXT)) != 0;
	if (is_text)
		return found & ~IN_TEXT;
	if ((look->claimed & FAMILY(TEXT)) != 0 || (look->claimed & FAMILY(OFFICE)) != 0)
		return found & ~PAGES;
	return found;
}

static bool is_document(const struct look *look)
{
	switch (look->kind) {
	case KIND_PDF:
	case KIND_RTF:
	case KIND_OLE:
	case KIND_FLAT_ODF:
	case KIND_PICTURE:
		return true;
	default:
		return look->archive.package != ZIP_PACKAGE_NONE;
	}
}

/* No program has only such octets, but for some that are written to be taken for one. */
static bool is_plain_text(const struct look *look)
{
	for (size_t i = 0; i < look->size; i++)
		if ((unsigned char)look->octets[i] < ' ' && strchr("\t\n\r\f", look->octets[i]) == NULL)
			return false;
	return look->size == 0 || memchr(look->octets, '\0', look->size) == NULL;
}

/* "hello@school.example.com" is how people name what they print of a mail; a program by its name, unless its octets say
 * otherwise. */
static unsigned address_classes(const struct look *look)
{
	return look->has_address && !is_document(look) && !is_plain_text(look) ? BIT(EXECUTABLE) : 0;
}

/* A document that is declared as an archive is just that: programs guess at types. */
static unsigned type_classes(const struct look *look)
{
	unsigned found = name_class_of_type(look->part->declared_type);

	return is_document(look) ? found & ~BIT(ARCHIVE) : found;
}

static unsigned sniffed_classes(const struct look *look, struct part_sniffer *sniffer)
{
	const char *sniffed;

	if (sniffer == NULL || look->kind != KIND_UNKNOWN || look->size == 0)
		return 0;
	sniffed =
	    part_sniffer_type(sniffer, look->octets, look->size < FILE_KIND_OCTETS ? look->size : FILE_KIND_OCTETS);
	return signature_family(look->octets, look->size, sniffed) == FAMILY_ARCHIVE ? BIT(ARCHIVE) : 0;
}

static enum file_format package_format(const struct look *look)
{
	switch (look->archive.package) {
	case ZIP_PACKAGE_OOXML:
		return FORMAT_OOXML;
	case ZIP_PACKAGE_ODF:
		return FORMAT_ODF;
	default:
		return is_broken_document(look) ? FORMAT_OOXML : FORMAT_OTHER;
	}
}

static bool is_page(const struct look *look)
{
	return (look->class.found & BIT(HTML_ATTACHMENT)) != 0;
}

/* Called a document, with a directory of a zip at its end: who looks for that opens it, whatever stands before. */
static bool is_package_behind(const struct look *look)
{
	size_t tail = look->size < DIRECTORY_WITHIN ? look->size : DIRECTORY_WITHIN;

	return (look->claimed & FAMILY(OFFICE)) != 0 &&
	       memmem(look->octets + look->size - tail, tail, "PK\5\6", 4) != NULL;
}

static enum file_format format_of(const struct look *look)
{
	switch (look->kind) {
	case KIND_PDF:
		return FORMAT_PDF;
	case KIND_RTF:
		return FORMAT_RTF;
	case KIND_OLE:
		return FORMAT_OLE;
	case KIND_FLAT_ODF:
		return FORMAT_FLAT_ODF;
	case KIND_OFFICE_TEXT:
		return FORMAT_OFFICE_TEXT;
	case KIND_HTML:
		return is_page(look) || (look->claimed & FAMILY(OFFICE)) != 0 ? FORMAT_HTML : FORMAT_OTHER;
	case KIND_ZIP:
		return package_format(look);
	case KIND_UNKNOWN:
		return is_page(look) ? FORMAT_HTML : is_package_behind(look) ? FORMAT_OOXML : FORMAT_OTHER;
	default:
		return FORMAT_OTHER;
	}
}

static bool hides_type(const struct facts_part *part)
{
	for (size_t i = 0; i < part->name_count; i++)
		if (file_name_hides_type(part->names[i]))
			return true;
	return false;
}

/* Called a document or a picture, or text, and something that is opened otherwise. A name that says openly what it is
 * hides nothing, whatever the type. */
static bool is_mistaken(const struct look *look, unsigned inside)
{
	inside &= ~look->by_name;
	if ((look->claimed & DOCUMENTS) != 0)
		return (inside & MISTAKEN) != 0;
	return (look->claimed & FAMILY(TEXT)) != 0 && (inside & MISTAKEN & ~IN_TEXT) != 0;
}

static void judge_file(struct look *look, struct part_sniffer *sniffer)
{
	struct file_class *class = &look->class;
	unsigned inside = without_what_is_shown(look, inside_classes(look)) | sniffed_classes(look, sniffer);

	class->found = inside | look->by_name | address_classes(look) | type_classes(look);
	class->format = format_of(look);
	if (is_mistaken(look, inside))
		class->found |= BIT(TYPE_MISMATCH);
	if (hides_type(look->part)) {
		class->hides_type = class->found == 0;
		class->found |= BIT(TYPE_MISMATCH);
	}
}

/* Text of the mail: what it says is shown, and a page is a page by its type. */
static void judge_body(struct look *look)
{
	static const char *const pages[] = {"text/html", "application/xhtml+xml", "text/x-amp-html"};

	look->class.found = inside_classes(look) & ~IN_TEXT;
	for (size_t i = 0; i < COUNT(pages); i++)
		if (strcmp(look->part->declared_type, pages[i]) == 0)
			look->class.format = FORMAT_HTML;
	if (look->class.format == FORMAT_OTHER && strcmp(look->part->declared_type, "text/plain") != 0)
		look->class.format = format_of(look);
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* ATT00001.htm: what Exchange calls the text behind an attachment, as telephones write it. */
static bool is_exchange_name(const char *name)
{
	size_t digits = 0;

	if (strncasecmp(name, "ATT", 3) != 0)
		return false;
	while (is_digit(name[3 + digits]))
		digits++;
	const char *extension = name + 3 + digits;
	return digits >= 3 && (strcasecmp(extension, ".htm") == 0 || strcasecmp(extension, ".html") == 0);
}

/* A page of the mail's text, whatever it is called: cleaned as such, and not taken away. */
static bool is_page_of_text(const struct facts_part *part)
{
	for (size_t i = 0; i < part->name_count; i++)
		if (!is_exchange_name(part->names[i]))
			return false;
	return part->name_count > 0 && strcmp(part->declared_type, "text/html") == 0;
}

int file_class_find(const struct facts_part *part, const char *octets, size_t size, struct part_sniffer *sniffer,
    struct file_class *ret_class)
{
	struct look look = {.part = part, .octets = octets, .size = size};

	if (part->role == PART_CONTAINER) {
		*ret_class = look.class;
		return 0;
	}
	take_claims(&look);
	look.kind = size > 0 ? file_kind_find(octets, size) : KIND_UNKNOWN;
	int r = look_inside(&look);
	if (r < 0)
		return r;
	if (part->role == PART_BODY || is_page_of_text(part))
		judge_body(&look);
	else
		judge_file(&look, sniffer);
	look.class.is_past_limit = look.archive.is_past_limit || (look.class.found & BIT(BOMB)) != 0;
	*ret_class = look.class;
	return 0;
}
