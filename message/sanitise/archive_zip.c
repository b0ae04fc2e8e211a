#include "message/sanitise/archive_zip.h"

#include "message/sanitise/archive_member.h"
#include "message/sanitise/limits.h"
#include "message/sanitise/zip_members.h"
#include "rules/unsafe.h"

#include <errno.h>
#include <string.h>

#define METHOD_STORED	0U
#define METHOD_DEFLATED 8U
#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))

/* What the first file of a package says, by the beginning; it has its own stored octets. */
static const struct {
	const char *beginning;
	enum zip_package package;
} mimetypes[] = {
    {"application/vnd.oasis.opendocument.", ZIP_PACKAGE_ODF},
    {"application/vnd.sun.xml.", ZIP_PACKAGE_OTHER}, /* what OpenDocument was before it had that name */
    {"application/epub+zip", ZIP_PACKAGE_OTHER},
};

static enum zip_package by_mimetype(const struct zip_members *list, const char *octets)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct zip_member *member = &list->members[i];
		if (member->name_length != 8 || memcmp(member->name, "mimetype", 8) != 0 ||
		    member->method != METHOD_STORED)
			continue;
		for (size_t j = 0; j < COUNT(mimetypes); j++) {
			size_t length = strlen(mimetypes[j].beginning);
			if (member->data_size >= length &&
			    memcmp(octets + member->data, mimetypes[j].beginning, length) == 0)
				return mimetypes[j].package;
		}
	}
	return ZIP_PACKAGE_NONE;
}

static bool has_ending(const struct zip_members *list, const char *ending)
{
	size_t length = strlen(ending);

	for (size_t i = 0; i < list->count; i++)
		if (list->members[i].name_length >= length &&
		    memcmp(list->members[i].name + list->members[i].name_length - length, ending, length) == 0)
			return true;
	return false;
}

/* Packages that install something are in the same container. */
static bool is_program(const struct zip_members *list)
{
	static const char *const names[] = {
	    "AppxManifest.xml", "AppxMetadata/AppxBundleManifest.xml", "AndroidManifest.xml", "extension.vsixmanifest"};

	for (size_t i = 0; i < COUNT(names); i++)
		if (zip_members_has(list, names[i]))
			return true;
	return zip_members_has(list, "META-INF/MANIFEST.MF") && has_ending(list, ".class");
}

static enum zip_package package_of(const struct zip_members *list, const char *octets)
{
	enum zip_package package = by_mimetype(list, octets);

	if (package != ZIP_PACKAGE_NONE)
		return package;
	if (zip_members_has(list, "[Content_Types].xml"))
		return has_ending(list, ".fdseq") ? ZIP_PACKAGE_OTHER : ZIP_PACKAGE_OOXML;
	if (zip_members_has(list, "META-INF/manifest.xml") && zip_members_has(list, "content.xml"))
		return ZIP_PACKAGE_ODF;
	return ZIP_PACKAGE_NONE;
}

static int look_at_member(struct archive_look *look, const struct zip_member *member, const char *octets)
{
	const char *data = octets + member->data;

	if (!archive_member_name(look, member->name, member->name_length))
		return 0;
	if (member->local_name != NULL &&
	    (member->local_name_length != member->name_length ||
		memcmp(member->local_name, member->name, member->name_length) != 0) &&
	    !archive_member_name(look, member->local_name, member->local_name_length))
		return 0;
	if (member->is_encrypted) {
		look->found |= UNSAFE_BIT(UNSAFE_ENCRYPTED_ARCHIVE);
		return 0;
	}
	if (member->data_size == 0)
		return 0;
	if (member->method == METHOD_STORED)
		return archive_member_stored(look, member->name, member->name_length, data, member->data_size);
	if (member->method == METHOD_DEFLATED)
		return archive_member_deflated(look, member->name, member->name_length, data, member->data_size,
		    member->is_listed ? member->unpacked : LIMIT_LOOK_UNPACKED);
	return 0;
}

static int look_at_members(struct archive_look *look, const struct zip_members *list, const char *octets)
{
	int r = 0;

	look->found |= UNSAFE_BIT(UNSAFE_ARCHIVE);
	for (size_t i = 0; r == 0 && i < list->count && !look->is_past_limit; i++)
		r = look_at_member(look, &list->members[i], octets);
	return r;
}

int archive_zip_look(struct archive_look *look, const char *octets, size_t size, enum zip_package *ret_package)
{
	struct zip_members list = {0};
	enum zip_package package = ZIP_PACKAGE_NONE;
	int r = zip_members_find(octets, size, LIMIT_LOOK_MEMBERS, &list);

	if (r == -E2BIG) {
		look->found |= UNSAFE_BIT(UNSAFE_ARCHIVE);
		archive_member_bomb(look);
		return 0;
	}
	if (r < 0)
		return r;
	package = package_of(&list, octets);
	if (is_program(&list)) {
		package = ZIP_PACKAGE_NONE;
		look->found |= UNSAFE_BIT(UNSAFE_EXECUTABLE);
	}
	if (list.overlap || list.unpacked > archive_member_most(look, size))
		archive_member_bomb(look);
	if (package == ZIP_PACKAGE_NONE || (look->is_archive && look->depth == 1))
		r = look_at_members(look, &list, octets);
	zip_members_clear(&list);
	*ret_package = package;
	return r;
}
