#include "message/family.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* One type, or with a "/" or "." at the end all that begin so; the first that fits. application/x-msdownload is
 * missing: web servers say it of whatever is to be saved. */
static const struct {
	const char *type;
	enum family family;
} types[] = {
    {"application/hta", FAMILY_SCRIPT},
    {"application/ics", FAMILY_CALENDAR},
    {"application/java-archive", FAMILY_EXECUTABLE},
    {"application/javascript", FAMILY_SCRIPT},
    {"application/ecmascript", FAMILY_SCRIPT},
    {"application/msword", FAMILY_OFFICE},
    {"application/pdf", FAMILY_PDF},
    {"application/x-pdf", FAMILY_PDF},
    {"application/rtf", FAMILY_OFFICE},
    {"application/x-rtf", FAMILY_OFFICE},
    {"application/vnd.microsoft.portable-executable", FAMILY_EXECUTABLE},
    {"application/vnd.ms-cab-compressed", FAMILY_ARCHIVE},
    {"application/vnd.ms-excel", FAMILY_OFFICE},
    {"application/vnd.ms-excel.", FAMILY_OFFICE},
    {"application/vnd.ms-office", FAMILY_OFFICE},
    {"application/vnd.ms-outlook", FAMILY_MAIL},
    {"application/vnd.ms-powerpoint", FAMILY_OFFICE},
    {"application/vnd.ms-powerpoint.", FAMILY_OFFICE},
    {"application/vnd.ms-word.", FAMILY_OFFICE},
    {"application/vnd.oasis.opendocument.", FAMILY_OFFICE},
    {"application/vnd.openxmlformats-officedocument", FAMILY_OFFICE},
    {"application/vnd.openxmlformats-officedocument.", FAMILY_OFFICE},
    {"application/vnd.rar", FAMILY_ARCHIVE},
    {"application/gzip", FAMILY_ARCHIVE},
    {"application/x-gzip", FAMILY_ARCHIVE},
    {"application/x-7z-compressed", FAMILY_ARCHIVE},
    {"application/x-bzip2", FAMILY_ARCHIVE},
    {"application/x-iso9660-image", FAMILY_ARCHIVE},
    {"application/x-rar", FAMILY_ARCHIVE},
    {"application/x-rar-compressed", FAMILY_ARCHIVE},
    {"application/x-tar", FAMILY_ARCHIVE},
    {"application/x-xz", FAMILY_ARCHIVE},
    {"application/zip", FAMILY_ZIP},
    {"application/x-zip", FAMILY_ZIP},
    {"application/x-zip-compressed", FAMILY_ZIP},
    {"application/x-bat", FAMILY_SCRIPT},
    {"application/x-csh", FAMILY_SCRIPT},
    {"application/x-javascript", FAMILY_SCRIPT},
    {"application/x-perl", FAMILY_SCRIPT},
    {"application/x-powershell", FAMILY_SCRIPT},
    {"application/x-python", FAMILY_SCRIPT},
    {"application/x-sh", FAMILY_SCRIPT},
    {"application/x-shellscript", FAMILY_SCRIPT},
    {"application/x-dosexec", FAMILY_EXECUTABLE},
    {"application/x-elf", FAMILY_EXECUTABLE},
    {"application/x-executable", FAMILY_EXECUTABLE},
    {"application/x-mach-binary", FAMILY_EXECUTABLE},
    {"application/x-ms-dos-executable", FAMILY_EXECUTABLE},
    {"application/x-msdos-program", FAMILY_EXECUTABLE},
    {"application/x-msi", FAMILY_EXECUTABLE},
    {"application/x-pie-executable", FAMILY_EXECUTABLE},
    {"application/x-sharedlib", FAMILY_EXECUTABLE},
    {"application/x-ms-shortcut", FAMILY_SHORTCUT},
    {"application/internet-shortcut", FAMILY_SHORTCUT},
    {"application/xhtml+xml", FAMILY_HTML},
    {"application/xml", FAMILY_XML},
    {"application/json", FAMILY_TEXT},
    {"audio/", FAMILY_MEDIA},
    {"image/svg+xml", FAMILY_HTML},
    {"image/x-emz", FAMILY_UNKNOWN}, /* Outlook's pictures: an EMF or WMF in gzip */
    {"image/x-wmz", FAMILY_UNKNOWN},
    {"image/", FAMILY_IMAGE},
    {"message/rfc822", FAMILY_MAIL},
    {"message/global", FAMILY_MAIL},
    {"text/calendar", FAMILY_CALENDAR},
    {"text/directory", FAMILY_CALENDAR},
    {"text/vcard", FAMILY_CALENDAR},
    {"text/x-vcalendar", FAMILY_CALENDAR},
    {"text/x-vcard", FAMILY_CALENDAR},
    {"text/html", FAMILY_HTML},
    {"text/javascript", FAMILY_SCRIPT},
    {"text/ecmascript", FAMILY_SCRIPT},
    {"text/vbscript", FAMILY_SCRIPT},
    {"text/rtf", FAMILY_OFFICE},
    {"text/x-msdos-batch", FAMILY_SCRIPT},
    {"text/x-perl", FAMILY_SCRIPT},
    {"text/x-php", FAMILY_SCRIPT},
    {"text/x-python", FAMILY_SCRIPT},
    {"text/x-sh", FAMILY_SCRIPT},
    {"text/x-shellscript", FAMILY_SCRIPT},
    {"text/x-script.", FAMILY_SCRIPT},
    {"text/xml", FAMILY_XML},
    {"text/", FAMILY_TEXT},
    {"video/", FAMILY_MEDIA},
};

static const struct {
	const char *extension;
	enum family family;
} extensions[] = {
    {"txt", FAMILY_TEXT},
    {"text", FAMILY_TEXT},
    {"csv", FAMILY_TEXT},
    {"json", FAMILY_TEXT},
    {"log", FAMILY_TEXT},
    {"md", FAMILY_TEXT},
    {"xml", FAMILY_XML},
    {"bmp", FAMILY_IMAGE},
    {"gif", FAMILY_IMAGE},
    {"heic", FAMILY_IMAGE},
    {"heif", FAMILY_IMAGE},
    {"jfif", FAMILY_IMAGE},
    {"jpe", FAMILY_IMAGE},
    {"jpeg", FAMILY_IMAGE},
    {"jpg", FAMILY_IMAGE},
    {"png", FAMILY_IMAGE},
    {"tif", FAMILY_IMAGE},
    {"tiff", FAMILY_IMAGE},
    {"webp", FAMILY_IMAGE},
    {"aac", FAMILY_MEDIA},
    {"avi", FAMILY_MEDIA},
    {"m4a", FAMILY_MEDIA},
    {"mov", FAMILY_MEDIA},
    {"mp3", FAMILY_MEDIA},
    {"mp4", FAMILY_MEDIA},
    {"mpeg", FAMILY_MEDIA},
    {"ogg", FAMILY_MEDIA},
    {"opus", FAMILY_MEDIA},
    {"wav", FAMILY_MEDIA},
    {"webm", FAMILY_MEDIA},
    {"wma", FAMILY_MEDIA},
    {"wmv", FAMILY_MEDIA},
    {"pdf", FAMILY_PDF},
    {"doc", FAMILY_OFFICE},
    {"docm", FAMILY_OFFICE},
    {"docx", FAMILY_OFFICE},
    {"dot", FAMILY_OFFICE},
    {"dotm", FAMILY_OFFICE},
    {"dotx", FAMILY_OFFICE},
    {"odp", FAMILY_OFFICE},
    {"ods", FAMILY_OFFICE},
    {"odt", FAMILY_OFFICE},
    {"ott", FAMILY_OFFICE},
    {"pps", FAMILY_OFFICE},
    {"ppsx", FAMILY_OFFICE},
    {"ppt", FAMILY_OFFICE},
    {"pptm", FAMILY_OFFICE},
    {"pptx", FAMILY_OFFICE},
    {"rtf", FAMILY_OFFICE},
    {"xls", FAMILY_OFFICE},
    {"xlsb", FAMILY_OFFICE},
    {"xlsm", FAMILY_OFFICE},
    {"xlsx", FAMILY_OFFICE},
    {"xlt", FAMILY_OFFICE},
    {"ics", FAMILY_CALENDAR},
    {"ifb", FAMILY_CALENDAR},
    {"vcf", FAMILY_CALENDAR},
    {"vcs", FAMILY_CALENDAR},
    {"eml", FAMILY_MAIL},
    {"msg", FAMILY_MAIL},
    {"zip", FAMILY_ZIP},
    {"7z", FAMILY_ARCHIVE},
    {"ace", FAMILY_ARCHIVE},
    {"arj", FAMILY_ARCHIVE},
    {"bz2", FAMILY_ARCHIVE},
    {"cab", FAMILY_ARCHIVE},
    {"gz", FAMILY_ARCHIVE},
    {"img", FAMILY_ARCHIVE},
    {"iso", FAMILY_ARCHIVE},
    {"lzh", FAMILY_ARCHIVE},
    {"rar", FAMILY_ARCHIVE},
    {"tar", FAMILY_ARCHIVE},
    {"tgz", FAMILY_ARCHIVE},
    {"vhd", FAMILY_ARCHIVE},
    {"vhdx", FAMILY_ARCHIVE},
    {"xz", FAMILY_ARCHIVE},
    {"zst", FAMILY_ARCHIVE},
    {"htm", FAMILY_HTML},
    {"html", FAMILY_HTML},
    {"shtml", FAMILY_HTML},
    {"svg", FAMILY_HTML},
    {"svgz", FAMILY_HTML},
    {"xhtm", FAMILY_HTML},
    {"xhtml", FAMILY_HTML},
    {"bash", FAMILY_SCRIPT},
    {"bat", FAMILY_SCRIPT},
    {"cmd", FAMILY_SCRIPT},
    {"hta", FAMILY_SCRIPT},
    {"js", FAMILY_SCRIPT},
    {"jse", FAMILY_SCRIPT},
    {"mjs", FAMILY_SCRIPT},
    {"php", FAMILY_SCRIPT},
    {"pl", FAMILY_SCRIPT},
    {"ps1", FAMILY_SCRIPT},
    {"psm1", FAMILY_SCRIPT},
    {"py", FAMILY_SCRIPT},
    {"pyw", FAMILY_SCRIPT},
    {"reg", FAMILY_SCRIPT},
    {"sct", FAMILY_SCRIPT},
    {"sh", FAMILY_SCRIPT},
    {"vb", FAMILY_SCRIPT},
    {"vbe", FAMILY_SCRIPT},
    {"vbs", FAMILY_SCRIPT},
    {"wsc", FAMILY_SCRIPT},
    {"wsf", FAMILY_SCRIPT},
    {"wsh", FAMILY_SCRIPT},
    {"desktop", FAMILY_SHORTCUT},
    {"library-ms", FAMILY_SHORTCUT},
    {"lnk", FAMILY_SHORTCUT},
    {"scf", FAMILY_SHORTCUT},
    {"search-ms", FAMILY_SHORTCUT},
    {"settingcontent-ms", FAMILY_SHORTCUT},
    {"url", FAMILY_SHORTCUT},
    {"webloc", FAMILY_SHORTCUT},
    {"website", FAMILY_SHORTCUT},
    {"appx", FAMILY_EXECUTABLE},
    {"chm", FAMILY_EXECUTABLE},
    {"com", FAMILY_EXECUTABLE},
    {"cpl", FAMILY_EXECUTABLE},
    {"dll", FAMILY_EXECUTABLE},
    {"exe", FAMILY_EXECUTABLE},
    {"jar", FAMILY_EXECUTABLE},
    {"jnlp", FAMILY_EXECUTABLE},
    {"msc", FAMILY_EXECUTABLE},
    {"msi", FAMILY_EXECUTABLE},
    {"msix", FAMILY_EXECUTABLE},
    {"msp", FAMILY_EXECUTABLE},
    {"mst", FAMILY_EXECUTABLE},
    {"ocx", FAMILY_EXECUTABLE},
    {"pif", FAMILY_EXECUTABLE},
    {"scr", FAMILY_EXECUTABLE},
    {"sys", FAMILY_EXECUTABLE},
    {"xll", FAMILY_EXECUTABLE},
};

static bool type_fits(const char *listed, const char *type)
{
	size_t length = strlen(listed);
	char last = listed[length - 1];

	if (last == '/' || last == '.')
		return strncasecmp(listed, type, length) == 0;
	return strcasecmp(listed, type) == 0;
}

enum family family_of_type(const char *type)
{
	for (size_t i = 0; i < COUNT(types); i++)
		if (type_fits(types[i].type, type))
			return types[i].family;
	return FAMILY_UNKNOWN;
}

enum family family_of_name(const char *name)
{
	size_t end = strlen(name);

	while (end > 0 && (name[end - 1] == ' ' || name[end - 1] == '.'))
		end--;
	size_t start = end;
	while (start > 0 && name[start - 1] != '.')
		start--;
	for (size_t i = 0; start > 0 && i < COUNT(extensions); i++)
		if (strlen(extensions[i].extension) == end - start &&
		    strncasecmp(extensions[i].extension, name + start, end - start) == 0)
			return extensions[i].family;
	return FAMILY_UNKNOWN;
}
