#include "message/sanitise/opc_type.h"

#include "rules/unsafe.h"

#include <string.h>
#include <strings.h>

#define MACROS	 UNSAFE_BIT(UNSAFE_OFFICE_MACROS)
#define EXTERNAL UNSAFE_BIT(UNSAFE_OFFICE_EXTERNAL)
#define EMBEDDED UNSAFE_BIT(UNSAFE_OFFICE_EMBEDDED)

#define OFFICE "application/vnd.openxmlformats-officedocument."

static const struct {
	const char *word; /* the last of a relationship's type */
	unsigned classes;
} relations[] = {{"vbaProject", MACROS}, {"wordVbaData", MACROS}, {"vbaProjectSignature", MACROS},
    {"vbaProjectSignatureAgile", MACROS}, {"vbaProjectSignatureV3", MACROS}, {"attachedToolbars", MACROS},
    {"keyMapCustomizations", MACROS}, {"control", MACROS}, {"activeXControlBinary", MACROS}, {"xlMacrosheet", MACROS},
    {"xlIntlMacrosheet", MACROS}, {"dialogsheet", MACROS}, {"extensibility", MACROS}, {"userCustomization", MACROS},
    {"oleObject", EMBEDDED}, {"package", EMBEDDED}, {"aFChunk", EMBEDDED}, {"attachedTemplate", EXTERNAL},
    {"subDocument", EXTERNAL}, {"frame", EXTERNAL}, {"externalLink", EXTERNAL}, {"externalLinkPath", EXTERNAL},
    {"xlExternalLinkPath", EXTERNAL}, {"externalLinkLongPath", EXTERNAL}, {"connections", EXTERNAL},
    {"queryTable", EXTERNAL}, {"mailMergeSource", EXTERNAL}, {"mailMergeHeaderSource", EXTERNAL},
    {"transform", EXTERNAL}, {"webextension", EXTERNAL}, {"webextensiontaskpanes", EXTERNAL},
    {"webExtensionTaskpanes", EXTERNAL}, {"volatileDependencies", EXTERNAL}};

/* Within a part's content type. */
static const struct {
	const char *word;
	unsigned classes;
} unsafe_parts[] = {{"vbaProject", MACROS}, {"vbaData", MACROS}, {"macrosheet", MACROS}, {"dialogsheet", MACROS},
    {"activeX", MACROS}, {"attachedToolbars", MACROS}, {"keyMapCustomizations", MACROS}, {"customUI", MACROS},
    {"oleObject", EMBEDDED}, {"externalLink+", EXTERNAL}, {"connections+", EXTERNAL}, {"queryTable+", EXTERNAL},
    {"webextension", EXTERNAL}, {"volatileDependencies", EXTERNAL}};

/* How the types of what may be in a document begin; and all XML. What is neither is a file that somebody put there. */
static const char *const harmless_parts[] = {"image/", "audio/", "video/", "application/x-font", "font/",
    "application/vnd.ms-opentype", "application/vnd.ms-package.obfuscated-opentype", "application/vnd.ms-fontobject",
    OFFICE "obfuscatedFont", OFFICE "vmlDrawing", OFFICE "spreadsheetml.printerSettings",
    OFFICE "wordprocessingml.printerSettings", OFFICE "presentationml.printerSettings",
    OFFICE "spreadsheetml.customProperty", "application/binary" /* Google's, of its own use only */, "model/gltf",
    "application/vnd.ms-office.legacyDiagramText"};

static const struct opc_main_type main_types[] = {
    {"application/vnd.ms-word.document.macroEnabled.main+xml", OFFICE "wordprocessingml.document.main+xml",
	OFFICE "wordprocessingml.document", "docx"},
    {"application/vnd.ms-word.template.macroEnabledTemplate.main+xml", OFFICE "wordprocessingml.template.main+xml",
	OFFICE "wordprocessingml.template", "dotx"},
    {"application/vnd.ms-excel.sheet.macroEnabled.main+xml", OFFICE "spreadsheetml.sheet.main+xml",
	OFFICE "spreadsheetml.sheet", "xlsx"},
    {"application/vnd.ms-excel.template.macroEnabled.main+xml", OFFICE "spreadsheetml.template.main+xml",
	OFFICE "spreadsheetml.template", "xltx"},
    {"application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml", OFFICE "presentationml.presentation.main+xml",
	OFFICE "presentationml.presentation", "pptx"},
    {"application/vnd.ms-powerpoint.template.macroEnabled.main+xml", OFFICE "presentationml.template.main+xml",
	OFFICE "presentationml.template", "potx"},
    {"application/vnd.ms-powerpoint.slideshow.macroEnabled.main+xml", OFFICE "presentationml.slideshow.main+xml",
	OFFICE "presentationml.slideshow", "ppsx"}};

const char *opc_type_relation_word(const char *type)
{
	const char *slash = strrchr(type, '/');

	return slash != NULL ? slash + 1 : type;
}

unsigned opc_type_relation_classes(const char *type)
{
	const char *word = opc_type_relation_word(type);

	for (size_t i = 0; i < sizeof(relations) / sizeof(relations[0]); i++)
		if (strcasecmp(relations[i].word, word) == 0)
			return relations[i].classes;
	return 0;
}

bool opc_type_is_xml(const char *type)
{
	size_t length = strlen(type);

	return strcasecmp(type, "application/xml") == 0 || strcasecmp(type, "text/xml") == 0 ||
	       (length > 4 && strcasecmp(type + length - 4, "+xml") == 0);
}

unsigned opc_type_part_classes(const char *type)
{
	if (type == NULL)
		return EMBEDDED;
	for (size_t i = 0; i < sizeof(unsafe_parts) / sizeof(unsafe_parts[0]); i++)
		if (strcasestr(type, unsafe_parts[i].word) != NULL)
			return unsafe_parts[i].classes;
	for (size_t i = 0; i < sizeof(harmless_parts) / sizeof(harmless_parts[0]); i++)
		if (strncasecmp(type, harmless_parts[i], strlen(harmless_parts[i])) == 0)
			return 0;
	return opc_type_is_xml(type) ||
		       strcasecmp(type, "application/vnd.openxmlformats-package.digital-signature-origin") == 0
		   ? 0
		   : EMBEDDED;
}

/* A type of whose kind no one is known is one that has no macro-free one: an add-in, or a binary workbook. */
const struct opc_main_type *opc_type_main(const char *type)
{
	static const struct opc_main_type unknown = {0};

	for (size_t i = 0; i < sizeof(main_types) / sizeof(main_types[0]); i++)
		if (strcasecmp(type, main_types[i].type) == 0)
			return &main_types[i];
	return strcasestr(type, "macroEnabled") != NULL || strcasestr(type, "addin") != NULL ? &unknown : NULL;
}
