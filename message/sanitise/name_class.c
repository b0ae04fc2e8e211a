#include "message/sanitise/name_class.h"

#include "message/family.h"
#include "rules/unsafe.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* What an extension stands for; blanks between them. */
static const struct {
	enum unsafe_class class;
	const char *extensions;
} lists[] = {
    /* Runs when it is opened, or installs something. */
    {UNSAFE_EXECUTABLE, " apk appimage appx appxbundle class com cpl crx deb dex dll ear elf exe flatpak gadget ipa"
			" jar mpkg msi msix msixbundle msp mst msu ocx pif pkg ppkg rpm scr sys vsix war wll xbap"
			" xll xpi "},
    /* Is interpreted when it is opened. */
    {UNSAFE_SCRIPT,
	" accda accdb accde accdr accdt ade adp ahk applescript au3 bas bash bat cgi chm cmd command csh cjs fdf hlp "
	"hta "
	"htc inf ins isp js jse jsp ksh lua"
	" mam maw mda mdb mde mdt mdw mdz mjs msc msh msh1 msh2 mshxml one onepkg onetoc2 osd php php3 php4 php5 phtml "
	"pl ps1 ps1xml"
	" ps2 ps2xml psc1 psc2 psd1 psdm1 psm1 py pyc pyo pyw pyz pyzw rb reg rgs scf scpt sct sh shb shs slk sylk tcl "
	"tcsh"
	" vb vbe vbp vbs vsmacros ws wsb wsc wsf wsh xdp xnk zsh "},
    /* Leads elsewhere: to a program, a server, a query. */
    {UNSAFE_SHORTCUT, " appcontent-ms application appref-ms desktop diagcab diagcfg diagpkg dqy iqy jnlp library-ms "
		      "lnk odc oqy printerexport"
		      " rdp rqy search-ms searchconnector-ms settingcontent-ms theme themepack"
		      " deskthemepack url vsw webloc inetloc fileloc webpnp website "},
    {UNSAFE_DISK_IMAGE,
	" ccd cdi dmg dmgpart img iso isz mdf nrg qcow qcow2 sparsebundle sparseimage udf vdi vfd vhd vhdx"
	" vmdk wim esd "},
    {UNSAFE_ARCHIVE, " 7z ace arj bz bz2 cab cpio gz gzip lha lz lz4 lzh lzma lzo r00 rar rz sfx sit sitx tar taz"
		     " tbz tbz2 tgz tlz txz tzst uue xar xz zip zipx zoo zpaq zst "},
    {UNSAFE_HTML_ATTACHMENT, " htm html mht mhtml shtm shtml xht xhtm xhtml "},
    {UNSAFE_SVG_ATTACHMENT, " svg svgz "},
};

/* Compressed, and what it is stands before. */
static const char compressed[] = " bz2 gz gzip lz lzma xz zst ";

static const struct {
	const char *type;
	enum unsafe_class class;
} types[] = {
    {"application/msonenote", UNSAFE_SCRIPT},
    {"application/onenote", UNSAFE_SCRIPT},
    {"application/vnd.ms-htmlhelp", UNSAFE_SCRIPT},
    {"application/x-chm", UNSAFE_SCRIPT},
    {"application/x-msi", UNSAFE_EXECUTABLE},
    {"application/vnd.android.package-archive", UNSAFE_EXECUTABLE},
    {"application/vnd.debian.binary-package", UNSAFE_EXECUTABLE},
    {"application/x-debian-package", UNSAFE_EXECUTABLE},
    {"application/x-java-archive", UNSAFE_EXECUTABLE},
    {"application/x-rpm", UNSAFE_EXECUTABLE},
    {"application/x-desktop", UNSAFE_SHORTCUT},
    {"application/x-java-jnlp-file", UNSAFE_SHORTCUT},
    {"application/x-mswinurl", UNSAFE_SHORTCUT},
    {"application/x-rdp", UNSAFE_SHORTCUT},
    {"application/x-url", UNSAFE_SHORTCUT},
    {"application/x-apple-diskimage", UNSAFE_DISK_IMAGE},
    {"application/x-cd-image", UNSAFE_DISK_IMAGE},
    {"application/x-iso9660-image", UNSAFE_DISK_IMAGE},
    {"application/x-raw-disk-image", UNSAFE_DISK_IMAGE},
    {"application/x-virtualbox-vhd", UNSAFE_DISK_IMAGE},
    {"application/x-arj", UNSAFE_ARCHIVE},
    {"application/x-bzip", UNSAFE_ARCHIVE},
    {"application/x-cpio", UNSAFE_ARCHIVE},
    {"application/x-lha", UNSAFE_ARCHIVE},
    {"application/x-lzh-compressed", UNSAFE_ARCHIVE},
    {"application/x-lzma", UNSAFE_ARCHIVE},
    {"application/zstd", UNSAFE_ARCHIVE},
    {"application/x-mimearchive", UNSAFE_HTML_ATTACHMENT},
    {"image/svg", UNSAFE_SVG_ATTACHMENT},
    {"image/svg+xml", UNSAFE_SVG_ATTACHMENT},
    {"image/svg+xml-compressed", UNSAFE_SVG_ATTACHMENT},
};

static bool lists_word(const char *list, const char *word, size_t length)
{
	for (const char *at = list + 1; *at != '\0'; at = strchr(at, ' ') + 1)
		if (strncasecmp(at, word, length) == 0 && at[length] == ' ')
			return true;
	return false;
}

static size_t visible_length(const char *name, size_t length)
{
	while (length > 0 && (name[length - 1] == '.' || name[length - 1] == ' '))
		length--;
	return length;
}

/* Where the extension begins in the first `length` octets; `length` for none. */
static size_t extension_start(const char *name, size_t length)
{
	for (size_t at = length; at > 0 && name[at - 1] != '/' && name[at - 1] != '\\'; at--)
		if (name[at - 1] == '.')
			return at;
	return length;
}

unsigned name_class(const char *name)
{
	size_t end = visible_length(name, strlen(name));
	size_t start = extension_start(name, end);
	unsigned found = 0;

	while (start < end) {
		size_t length = end - start;
		for (size_t i = 0; i < COUNT(lists); i++)
			if (lists_word(lists[i].extensions, name + start, length))
				found |= UNSAFE_BIT(lists[i].class);
		if (!lists_word(compressed, name + start, length))
			break;
		end = visible_length(name, start - 1);
		start = extension_start(name, end);
	}
	return found;
}

bool name_class_is_address(const char *name)
{
	const char *end = strrchr(name, '.'), *at = strchr(name, '@');

	return end != NULL && at != NULL && at < end && at > name && strcasecmp(end, ".com") == 0;
}

unsigned name_class_of_type(const char *type)
{
	for (size_t i = 0; i < COUNT(types); i++)
		if (strcmp(types[i].type, type) == 0)
			return UNSAFE_BIT(types[i].class);
	switch (family_of_type(type)) {
	case FAMILY_EXECUTABLE:
		return UNSAFE_BIT(UNSAFE_EXECUTABLE);
	case FAMILY_SCRIPT:
		return UNSAFE_BIT(UNSAFE_SCRIPT);
	case FAMILY_SHORTCUT:
		return UNSAFE_BIT(UNSAFE_SHORTCUT);
	case FAMILY_HTML:
		return UNSAFE_BIT(UNSAFE_HTML_ATTACHMENT);
	case FAMILY_ZIP:
	case FAMILY_ARCHIVE:
		return UNSAFE_BIT(UNSAFE_ARCHIVE);
	default:
		return 0;
	}
}
