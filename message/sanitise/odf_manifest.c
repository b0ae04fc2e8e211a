#include "message/sanitise/odf_manifest.h"

#include "message/form/document.h"
#include "message/sanitise/limits.h"
#include "message/sanitise/odf_names.h"
#include "message/sanitise/xml_check.h"
#include "message/sanitise/xml_token.h"

#include <errno.h>
#include <string.h>

int odf_manifest_read(const char *octets, size_t size, bool (*is_gone)(const void *context, const char *path),
    const void *context, struct findings *findings, bool *ret_is_encrypted)
{
	struct xml_reader *reader = NULL;
	struct xml_token token;
	size_t from = 0, count = 0;
	bool is_cut = false;
	int r = xml_check(octets, size, &findings->obstacles);

	if (r == 0)
		r = xml_reader_new(octets, size, odf_namespaces, &reader);
	while (r >= 0 && (r = xml_reader_next(reader, &token, &findings->obstacles)) > 0) {
		if (token.kind == XML_TOKEN_TEXT || token.space != ODF_MANIFEST)
			continue;
		if (token.kind == XML_TOKEN_START && strcmp(token.name, "encryption-data") == 0)
			*ret_is_encrypted = true;
		if (strcmp(token.name, "file-entry") != 0)
			continue;
		if (token.kind == XML_TOKEN_START && ++count > LIMIT_ODF_MANIFEST) {
			findings->obstacles |= OBSTACLE_LIMIT;
			break;
		}
		if (token.kind == XML_TOKEN_START) {
			from = token.range.from;
			is_cut = is_gone(context, xml_token_value(&token, ODF_MANIFEST, "full-path"));
		} else if (is_cut) {
			xml_edits_cut(&findings->edits, from, token.range.to);
		}
	}
	xml_reader_free(reader);
	return r == -EBADMSG || r > 0 ? 0 : r;
}
