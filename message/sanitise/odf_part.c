#include "message/sanitise/odf_part.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

static bool has_folder(const char *name, const char *folder)
{
	size_t length = strlen(folder);

	for (const char *at = name; at != NULL; at = strchr(at, '/')) {
		at += *at == '/';
		if (strncasecmp(at, folder, length) == 0 && at[length] == '/')
			return true;
	}
	return false;
}

bool odf_part_is_active(const char *name)
{
	static const char *const folders[] = {"Basic", "Dialogs", "Scripts", "Versions"};

	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		if (has_folder(name, folders[i]))
			return true;
	return strcasecmp(name, "META-INF/macrosignatures.xml") == 0 || strcasecmp(name, "VersionList.xml") == 0;
}

bool odf_part_is_configuration(const char *name)
{
	return has_folder(name, "Configurations") || has_folder(name, "Configurations2");
}

bool odf_part_is_signature(const char *name)
{
	return strcasecmp(name, "META-INF/documentsignatures.xml") == 0 ||
	       strcasecmp(name, "META-INF/packagesignatures.xml") == 0;
}

bool odf_part_is_needed(const char *name)
{
	static const char *const names[] = {"mimetype", "content.xml", "styles.xml", "meta.xml", "settings.xml"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcasecmp(name, names[i]) == 0)
			return true;
	return has_folder(name, "META-INF") && !odf_part_is_active(name);
}

bool odf_part_is_within(const char *name, const char *of)
{
	size_t length = strlen(of);

	while (length > 0 && of[length - 1] == '/')
		length--;
	return length > 0 && strncasecmp(name, of, length) == 0 && (name[length] == '\0' || name[length] == '/');
}
