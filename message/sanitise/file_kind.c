#include "message/sanitise/file_kind.h"

#include "message/form/recognise.h"
#include "message/sanitise/office_text.h"
#include "message/sanitise/text_kind.h"
#include "rules/unsafe.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define OCTETS(text) (text), sizeof(text) - 1

#define DOS_HEADER     64
#define FOOTER_OCTETS  512 /* of a disk image */
#define SECTOR_FIRST   0x8000
#define SECTOR_OCTETS  0x800
#define SECTORS	       3
#define PS_LINE	       1024 /* octets of a first line that are looked at */
#define TAR_HEADER     512
#define OLE_ROOT_CLSID 80 /* MS-CFB section 2.6.1 */

/* At the very beginning, or as far behind it. */
static const struct {
	size_t at;
	const char *octets;
	size_t length;
	enum file_kind kind;
} signatures[] = {
    {0, OCTETS("\177ELF"), KIND_PROGRAM},
    {0, OCTETS("\xca\xfe\xba\xbe"), KIND_PROGRAM}, /* Mach-O for two processors, Java class */
    {0, OCTETS("\xce\xfa\xed\xfe"), KIND_PROGRAM}, /* Mach-O, either order of octets */
    {0, OCTETS("\xcf\xfa\xed\xfe"), KIND_PROGRAM},
    {0, OCTETS("\xfe\xed\xfa\xce"), KIND_PROGRAM},
    {0, OCTETS("\xfe\xed\xfa\xcf"), KIND_PROGRAM},
    {0, OCTETS("dex\n0"), KIND_PROGRAM}, /* Android */
    {0, OCTETS("\0asm\1\0\0\0"), KIND_PROGRAM},
    {0, OCTETS("!<arch>\ndebian"), KIND_PROGRAM},
    {0, OCTETS("\xed\xab\xee\xdb"), KIND_PROGRAM}, /* RPM */
    {0, OCTETS("Cr24"), KIND_PROGRAM},		   /* an extension of a browser */
    {0, OCTETS("ITSF\3\0\0\0"), KIND_SCRIPT},	   /* compiled help */
    /* OneNote: MS-ONESTORE section 2.3.1 */
    {0, OCTETS("\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d\xae\xb1\x53\x78\xd0\x29\x96\xd3"), KIND_SCRIPT},
    {0, OCTETS("L\0\0\0\1\x14\2\0"), KIND_SHORTCUT}, /* MS-SHLLINK section 2.1 */
    {0, OCTETS("%FDF-"), KIND_SCRIPT},		     /* fills in a PDF that it fetches, and may run scripts in it */
    {0, OCTETS("vhdxfile"), KIND_DISK_IMAGE},
    {0, OCTETS("conectix"), KIND_DISK_IMAGE},
    {0, OCTETS("KDMV"), KIND_DISK_IMAGE},
    {0, OCTETS("# Disk DescriptorFile"), KIND_DISK_IMAGE},
    {0, OCTETS("QFI\xfb"), KIND_DISK_IMAGE},
    {0, OCTETS("PK\3\4"), KIND_ZIP},
    {0, OCTETS("PK\5\6"), KIND_ZIP}, /* an empty one */
    {0, OCTETS("PK00PK\3\4"), KIND_ZIP},
    {0, OCTETS("PK\7\10PK\3\4"), KIND_ZIP},
    {0, OCTETS("\x1f\x8b"), KIND_GZIP},
    {0, OCTETS("Rar!\x1a\7"), KIND_RAR},
    {0, OCTETS("7z\xbc\xaf\x27\x1c"), KIND_7Z},
    {0, OCTETS("MSCF\0\0\0\0"), KIND_CABINET},
    {0, OCTETS("ISc("), KIND_ARCHIVE},
    {0,
	OCTETS("\xfd"
	       "7zXZ\0"),
	KIND_ARCHIVE},
    {0, OCTETS("\x28\xb5\x2f\xfd"), KIND_ARCHIVE}, /* RFC 8878 */
    {0, OCTETS("\x1f\x9d"), KIND_ARCHIVE},	   /* compress */
    {0, OCTETS("LZIP"), KIND_ARCHIVE},
    {0, OCTETS("\x60\xea"), KIND_ARCHIVE}, /* ARJ */
    {0, OCTETS("!<arch>\n"), KIND_ARCHIVE},
    {0, OCTETS("xar!"), KIND_ARCHIVE},
    {7, OCTETS("**ACE**"), KIND_ARCHIVE},
    {257, OCTETS("ustar"), KIND_TAR}, /* POSIX.1-1988 */
    {0, OCTETS("\x89PNG\r\n\x1a\n"), KIND_PICTURE},
    {0, OCTETS("\xff\xd8\xff"), KIND_PICTURE}, /* JPEG */
    {0, OCTETS("GIF87a"), KIND_PICTURE},
    {0, OCTETS("GIF89a"), KIND_PICTURE},
    {0, OCTETS("II*\0"), KIND_PICTURE}, /* TIFF */
    {0, OCTETS("MM\0*"), KIND_PICTURE},
};

static bool has_at(const char *octets, size_t size, size_t at, const char *what, size_t length)
{
	return size >= length && at <= size - length && memcmp(octets + at, what, length) == 0;
}

/* "MZ" may begin a word; the header of a program has zeros among its 64 octets. */
static bool is_dos_program(const char *octets, size_t size)
{
	return (has_at(octets, size, 0, "MZ", 2) || has_at(octets, size, 0, "ZM", 2)) &&
	       memchr(octets, '\0', size < DOS_HEADER ? size : DOS_HEADER) != NULL;
}

/* ISO 9660 and UDF have their descriptors from the sixteenth sector on; others end in one. */
static bool is_disk_image(const char *octets, size_t size)
{
	static const char *const words[] = {"CD001", "BEA01", "NSR02", "NSR03"};

	for (size_t sector = 0; sector < SECTORS; sector++)
		for (size_t i = 0; i < COUNT(words); i++)
			if (has_at(octets, size, SECTOR_FIRST + sector * SECTOR_OCTETS + 1, words[i], 5))
				return true;
	if (size < FOOTER_OCTETS)
		return false;
	const char *footer = octets + size - FOOTER_OCTETS;
	return memcmp(footer, "conectix", 8) == 0 || memcmp(footer, "koly\0\0\0\4", 8) == 0;
}

/* "BZh", a digit, and the number that stands before each block: pi; or before the end: its root. */
static bool is_bzip2(const char *octets, size_t size)
{
	return has_at(octets, size, 0, "BZh", 3) && size >= 10 && octets[3] >= '1' && octets[3] <= '9' &&
	       (memcmp(octets + 4, "1AY&SY", 6) == 0 || memcmp(octets + 4, "\x17rE8P\x90", 6) == 0);
}

/* "-lh5-" behind two octets. */
static bool is_lha(const char *octets, size_t size)
{
	return size >= 22 && octets[2] == '-' && octets[3] == 'l' && (octets[4] == 'h' || octets[4] == 'z') &&
	       octets[6] == '-';
}

/* An old one has no signature, but a checksum: the sum of its header, itself taken for blanks. */
static bool is_old_tar(const char *octets, size_t size)
{
	unsigned sum = 0, said = 0;
	size_t at = 148;

	if (size < TAR_HEADER || octets[0] == '\0' || octets[0] < ' ')
		return false;
	for (size_t i = 0; i < TAR_HEADER; i++)
		sum += i >= 148 && i < 156 ? ' ' : (unsigned char)octets[i];
	while (at < 156 && octets[at] == ' ')
		at++;
	for (; at < 156 && octets[at] >= '0' && octets[at] <= '7'; at++)
		said = said * 8 + (unsigned)(octets[at] - '0');
	return said == sum;
}

static uint32_t get32(const char *octets)
{
	const uint8_t *at = (const uint8_t *)octets;

	return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

/* Installers, their patches and transforms have a class of their own at the root. */
static bool is_installer(const char *octets, size_t size)
{
	static const char class_rest[] = "\x10\x0c\0\0\0\0\0\xc0\0\0\0\0\0\0\x46";

	if (size < 512 || (unsigned char)octets[30] < 7 || (unsigned char)octets[30] > 16)
		return false;
	uint64_t at = ((uint64_t)get32(octets + 48) + 1) << (unsigned char)octets[30];
	if (at + OLE_ROOT_CLSID + 16 > size)
		return false;
	const char *class = octets + at + OLE_ROOT_CLSID;
	return (unsigned char)class[0] >= 0x82 && (unsigned char)class[0] <= 0x86 &&
	       memcmp(class + 1, class_rest, sizeof(class_rest) - 1) == 0;
}

static enum file_kind by_signature(const char *octets, size_t size)
{
	for (size_t i = 0; i < COUNT(signatures); i++)
		if (has_at(octets, size, signatures[i].at, signatures[i].octets, signatures[i].length))
			return signatures[i].kind;
	return KIND_UNKNOWN;
}

/* What has neither a signature nor is a document: found by more than a few octets. */
static enum file_kind by_structure(const char *octets, size_t size)
{
	if (is_disk_image(octets, size))
		return KIND_DISK_IMAGE;
	if (is_bzip2(octets, size) || is_lha(octets, size))
		return KIND_ARCHIVE;
	if (is_old_tar(octets, size))
		return KIND_TAR;
	if (has_at(octets, size, 0, "BM", 2) && size >= 26 && get32(octets + 6) == 0)
		return KIND_PICTURE;
	if (office_text_looks(octets, size))
		return KIND_OFFICE_TEXT;
	return text_kind_find(octets, size);
}

/* "%!PS-Adobe-3.0 PDF-1.4", as readers take it for the header of a PDF too. */
static bool is_old_pdf(const char *octets, size_t size)
{
	size_t line = 0;

	if (!has_at(octets, size, 0, "%!PS-Adobe-", strlen("%!PS-Adobe-")))
		return false;
	while (line < size && line < PS_LINE && octets[line] != '\r' && octets[line] != '\n')
		line++;
	return memmem(octets, line, " PDF-", strlen(" PDF-")) != NULL;
}

enum file_kind file_kind_find(const char *octets, size_t size)
{
	enum file_kind kind = by_signature(octets, size);

	/* No picture has that in it by chance, and readers of PDF take no notice of what comes before. */
	if (kind == KIND_PICTURE && recognise_container(octets, size) == CONTAINER_PDF)
		return KIND_PDF;
	if (kind != KIND_UNKNOWN)
		return kind;
	if (is_old_pdf(octets, size))
		return KIND_PDF;
	if (is_dos_program(octets, size))
		return KIND_PROGRAM;
	switch (recognise_container(octets, size)) {
	case CONTAINER_OLE2:
		return is_installer(octets, size) ? KIND_PROGRAM : KIND_OLE;
	case CONTAINER_PDF:
		kind = by_structure(octets, size);
		/* Readers take a PDF that begins later; what comes before it may be another thing. */
		return kind == KIND_UNKNOWN || memcmp(octets, "%PDF-", 5) == 0 ? KIND_PDF : kind;
	case CONTAINER_RTF:
		return KIND_RTF;
	case CONTAINER_XML:
		return KIND_FLAT_ODF;
	default:
		return by_structure(octets, size);
	}
}

unsigned file_kind_class(enum file_kind kind)
{
	switch (kind) {
	case KIND_ZIP:
	case KIND_GZIP:
	case KIND_TAR:
	case KIND_RAR:
	case KIND_7Z:
	case KIND_CABINET:
	case KIND_ARCHIVE:
		return UNSAFE_BIT(UNSAFE_ARCHIVE);
	case KIND_DISK_IMAGE:
		return UNSAFE_BIT(UNSAFE_DISK_IMAGE);
	case KIND_PROGRAM:
		return UNSAFE_BIT(UNSAFE_EXECUTABLE);
	case KIND_SCRIPT:
		return UNSAFE_BIT(UNSAFE_SCRIPT);
	case KIND_SHORTCUT:
		return UNSAFE_BIT(UNSAFE_SHORTCUT);
	case KIND_HTML:
		return UNSAFE_BIT(UNSAFE_HTML_ATTACHMENT);
	case KIND_SVG:
		return UNSAFE_BIT(UNSAFE_SVG_ATTACHMENT);
	default:
		return 0;
	}
}
