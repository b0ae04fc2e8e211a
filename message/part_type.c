#include "message/part_type.h"

#include "message/magic_database.h"

#include <errno.h>
#include <magic.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* All that costs time or opens things and tells us nothing about documents. */
#define FLAGS                                                                                                          \
	(MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS | MAGIC_NO_CHECK_TAR | MAGIC_NO_CHECK_ELF |                         \
	    MAGIC_NO_CHECK_APPTYPE | MAGIC_NO_CHECK_TOKENS | MAGIC_NO_CHECK_CSV | MAGIC_NO_CHECK_JSON)

struct part_sniffer {
	magic_t magic;
	struct magic_database database;
};

/* Declared or sniffed. */
static const char *const opaque_types[] = {"application/encrypted", "application/gzip", "application/java-archive",
    "application/ms-tnef", "application/pgp-encrypted", "application/pkcs7-mime", "application/vnd.ms-cab-compressed",
    "application/vnd.ms-outlook", "application/vnd.ms-tnef", "application/vnd.rar", "application/x-7z-compressed",
    "application/x-archive", "application/x-arj", "application/x-bzip2", "application/x-compress", "application/x-cpio",
    "application/x-gzip", "application/x-iso9660-image", "application/x-lha", "application/x-lzh-compressed",
    "application/x-lzma", "application/x-microsoft-rpmsg-message", "application/x-pkcs7-mime", "application/x-rar",
    "application/x-rar-compressed", "application/x-stuffit", "application/x-tar", "application/x-xz",
    "application/x-zip", "application/x-zip-compressed", "application/x-zstd", "application/zip", "application/zstd",
    "message/external-body", "message/global", "message/partial", "message/rfc822"};

/* By file name, because the type is often application/octet-stream: archives, messages, and what PGP, S/MIME,
 * Microsoft's rights management and Egress encrypt. */
static const char *const opaque_extensions[] = {"7z", "arj", "bz2", "cab", "eml", "gpg", "gz", "img", "iso", "lha",
    "lzh", "msg", "p7m", "pgp", "rar", "rpmsg", "switch", "tar", "tgz", "tnef", "xz", "zip", "zipx", "zst"};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static int load(struct part_sniffer *sniffer)
{
	/* The system's own, not one in somebody's home. */
	int r = magic_database_init(&sniffer->database, magic_getpath(NULL, 1));

	if (r < 0)
		return r;
	return magic_load_buffers(sniffer->magic, &sniffer->database.bytes, &sniffer->database.size, 1) == 0 ? 0
													     : -ENOENT;
}

int part_sniffer_new(struct part_sniffer **ret_sniffer)
{
	struct part_sniffer *sniffer = calloc(1, sizeof(*sniffer));
	int r = -ENOMEM;

	if (sniffer == NULL)
		return r;
	sniffer->magic = magic_open(FLAGS);
	if (sniffer->magic != NULL)
		r = load(sniffer);
	if (r < 0) {
		part_sniffer_free(sniffer);
		return r;
	}
	*ret_sniffer = sniffer;
	return 0;
}

void part_sniffer_free(struct part_sniffer *sniffer)
{
	if (sniffer == NULL)
		return;
	if (sniffer->magic != NULL)
		magic_close(sniffer->magic);
	magic_database_clear(&sniffer->database);
	free(sniffer);
}

const char *part_sniffer_type(struct part_sniffer *sniffer, const void *octets, size_t size)
{
	const char *type = magic_buffer(sniffer->magic, octets, size);

	return type != NULL && strchr(type, '/') != NULL ? type : NULL;
}

static bool is_opaque_type(const char *type)
{
	for (size_t i = 0; i < COUNT(opaque_types); i++)
		if (strcasecmp(opaque_types[i], type) == 0)
			return true;
	return false;
}

/* Blanks and full stops at the end do not count: Windows drops them. */
static bool is_opaque_name(const char *name)
{
	size_t end = strlen(name), start;

	while (end > 0 && (name[end - 1] == ' ' || name[end - 1] == '.'))
		end--;
	if (end == strlen("winmail.dat") && strncasecmp(name, "winmail.dat", end) == 0)
		return true;
	for (start = end; start > 0 && name[start - 1] != '.'; start--)
		;
	for (size_t i = 0; start > 0 && i < COUNT(opaque_extensions); i++)
		if (strlen(opaque_extensions[i]) == end - start &&
		    strncasecmp(opaque_extensions[i], name + start, end - start) == 0)
			return true;
	return false;
}

bool part_type_is_opaque(const struct facts_part *part)
{
	/* A docx that is declared as a zip is a docx. */
	if (part->sniffed_type != NULL && strncasecmp(part->sniffed_type, "application/vnd.o", 17) == 0)
		return false;
	if (is_opaque_type(part->declared_type) || (part->sniffed_type != NULL && is_opaque_type(part->sniffed_type)))
		return true;
	for (size_t i = 0; i < part->name_count; i++)
		if (is_opaque_name(part->names[i]))
			return true;
	return false;
}
