/* ole_unsafe: macros, objects and DDE in legacy office files are found by where they lie and what they are. */
#include "message/sanitise/limits.h"
#include "message/sanitise/ole_unsafe.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <gsf/gsf-outfile-msole.h>
#include <gsf/gsf-output-memory.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FOUND UNSAFE_BIT(UNSAFE_OLE_MACROS)

struct file {
	char *octets;
	size_t size;
};

static GsfOutput *add(GsfOutfile *parent, const char *name, bool is_folder, const void *octets, size_t size)
{
	GsfOutput *child = gsf_outfile_new_child(parent, name, is_folder);

	if (size > 0)
		gsf_output_write(child, size, octets);
	return child;
}

static void end(GsfOutput *output)
{
	gsf_output_close(output);
	g_object_unref(output);
}

/* "Folder/Stream" makes both; "Folder/" an empty folder. */
static void add_path(GsfOutfile *root, const char *path, const void *octets, size_t size)
{
	const char *slash = strchr(path, '/');

	if (slash == NULL) {
		end(add(root, path, false, octets, size));
		return;
	}
	char *folder_name = strndup(path, (size_t)(slash - path));
	GsfOutput *folder = add(root, folder_name, true, NULL, 0);
	if (slash[1] != '\0')
		add_path(GSF_OUTFILE(folder), slash + 1, octets, size);
	end(folder);
	free(folder_name);
}

static struct file finish(GsfOutput *memory, GsfOutfile *root)
{
	end(GSF_OUTPUT(root));
	gsf_output_close(memory);
	struct file file = {.size = (size_t)gsf_output_size(memory)};
	file.octets = malloc(file.size);
	memcpy(file.octets, gsf_output_memory_get_bytes(GSF_OUTPUT_MEMORY(memory)), file.size);
	g_object_unref(memory);
	return file;
}

static struct file make_file(const char *path, const void *octets, size_t size)
{
	GsfOutput *memory = gsf_output_memory_new();
	GsfOutfile *root = gsf_outfile_msole_new(memory);

	end(add(root, "\001CompObj", false, "x", 1));
	add_path(root, path, octets, size);
	return finish(memory, root);
}

static struct cleaning look(struct file file, unsigned strip)
{
	struct cleaning cleaning;

	ck_assert_int_eq(ole_unsafe(file.octets, file.size, strip, &cleaning), 0);
	ck_assert_ptr_null(cleaning.octets);
	free(file.octets);
	return cleaning;
}

static void check(const char *name, struct cleaning cleaning, bool is_unsafe)
{
	ck_assert_msg(cleaning.found == (is_unsafe ? FOUND : 0), "%s: found %x", name, cleaning.found);
	ck_assert_msg(cleaning.state == (is_unsafe ? CLEANING_IMPOSSIBLE : CLEANING_UNCHANGED), "%s: state %d", name,
	    cleaning.state);
}

static const struct {
	const char *path;
	bool is_unsafe;
} places[] = {
    {"Macros/VBA/dir", true},
    {"_VBA_PROJECT_CUR/VBA/_VBA_PROJECT", true},
    {"vba/x", true},
    {"ObjectPool/_1234567890/\001Ole10Native", true},
    {"ObjectPool/_1/x", true},
    {"ObjectPool/", false},
    {"MBD0018D4CE/Workbook", true},
    {"LNK0018D4CE/x", true},
    {"MBD1", false},
    {"Folder/\001Ole", true},
    {"\001Ole", false},
    {"Package", true},
    {"Folder/\003OCXDATA", true},
    {"Ctls", true},
    {"\005SummaryInformation", false},
    {"EncryptedPackage", false},
    {"__substg1.0_1000001F", false},
    {"__attach_version1.0_#00000000/__substg1.0_3701000D/\001Ole10Native", true},
};

START_TEST(macros_and_objects_are_found_by_their_place)
{
	check(places[_i].path, look(make_file(places[_i].path, "x", 1), ~0U), places[_i].is_unsafe);
}
END_TEST

#define BOF(kind) "\x09\x08\x04\x00\x00\x06" kind "\x00"
#define SHEET(kind)                                                                                                    \
	"\x85\x00\x09\x00\x00\x00\x00\x00\x00" kind "\x01\x00"                                                         \
	"A"
#define LINKS(length, x) "\xae\x01" length "\x00" x
#define STREAM(octets)	 octets, sizeof(octets) - 1

static const struct {
	const char *name, *octets;
	size_t size;
	bool is_unsafe;
} workbooks[] = {
    {"sheets", STREAM(BOF("\x05") SHEET("\x00") SHEET("\x02")), false},
    {"a macro sheet", STREAM(BOF("\x05") SHEET("\x00") SHEET("\x01")), true},
    {"a sheet of modules", STREAM(BOF("\x05") SHEET("\x06")), true},
    {"a macro sheet that is called another", STREAM(BOF("\x05") SHEET("\x00") BOF("\x40")), true},
    {"itself", STREAM(BOF("\x05") LINKS("\x04", "\x01\x00\x01\x04")), false},
    {"another workbook",
	STREAM(BOF("\x05") LINKS("\x08", "\x01\x00\x03\x00\x00"
					 "abc")),
	false},
    {"a conversation",
	STREAM(BOF("\x05") LINKS("\x0a", "\x01\x00\x05\x00\x00"
					 "cmd\x03"
					 "a")),
	true},
    {"encrypted from there", STREAM(BOF("\x05") "\x2f\x00\x00\x00" SHEET("\x01")), false},
    {"cut off", STREAM(BOF("\x05") "\x85\x00\xff\x00\x00"), false},
    {"nothing", STREAM(""), false},
};

START_TEST(macro_sheets_and_conversations_of_workbooks_are_found)
{
	check(workbooks[_i].name, look(make_file("Workbook", workbooks[_i].octets, workbooks[_i].size), ~0U),
	    workbooks[_i].is_unsafe);
}
END_TEST

#define ATOM(type, length)  "\x00\x00" type length "\x00\x00\x00"
#define CONTAINER(type)	    "\x0f\x00" type "\x40\x00\x00\x00"
#define INTERACTION(action) ATOM("\xf3\x0f", "\x10") "\0\0\0\0\0\0\0\0" action "\0\0\0\0\0\0\0"
#define MACROS(has)	    CONTAINER("\xff\x03") ATOM("\x00\x04", "\x0c") "\0\0\0\0" has "\0\0\0\0\0\0\0"

static const struct {
	const char *name, *octets;
	size_t size;
	bool is_unsafe;
} slides[] = {
    {"a document", STREAM(CONTAINER("\xe8\x03") ATOM("\xe9\x03", "\x02") "xx"), false},
    {"macros", STREAM(CONTAINER("\xe8\x03") MACROS("\x01")), true},
    {"room for macros", STREAM(CONTAINER("\xe8\x03") MACROS("\x00")), false},
    {"a click that shows a slide", STREAM(INTERACTION("\x03")), false},
    {"a click that runs a macro", STREAM(INTERACTION("\x01")), true},
    {"a click that runs a program", STREAM(INTERACTION("\x02")), true},
    {"an embedded object", STREAM(CONTAINER("\xe8\x03") CONTAINER("\xcc\x0f")), true},
    {"a control", STREAM(CONTAINER("\xee\x0f")), true},
    {"an object's storage", STREAM(ATOM("\x11\x10", "\x02") "xx"), true},
    {"a record longer than all",
	STREAM("\x00\x00\xe9\x03\xff\xff\xff\xff"
	       "xx"),
	false},
};

START_TEST(macros_and_objects_of_slides_are_found)
{
	check(slides[_i].name, look(make_file("PowerPoint Document", slides[_i].octets, slides[_i].size), ~0U),
	    slides[_i].is_unsafe);
}
END_TEST

static const struct {
	const char *name, *octets;
	size_t size;
	bool is_unsafe;
} texts[] = {
    {"DDEAUTO", STREAM("text \x13 DDEAUTO c:\\x\x14y\x15"), true},
    {"in UTF-16",
	STREAM("\x13\x00 \x00"
	       "D\0D\0E\0 \0"),
	true},
    {"in UTF-16, one octet on",
	STREAM("x\x13\x00 \x00"
	       "D\0D\0E\0 \0"),
	true},
    {"INCLUDEPICTURE", STREAM("\x13INCLUDEPICTURE x\x15"), true},
    {"a text field", STREAM("\x13 FORMTEXT \x14y\x15"), false},
    {"a word", STREAM("about DDEAUTO"), false},
    {"chance", STREAM("\x13\x00\x13\x00rd\x13\x80link\x13"), false},
};

/* A WordDocument that nobody can read is looked at as it lies there. */
START_TEST(fields_of_texts_are_found)
{
	check(texts[_i].name, look(make_file("WordDocument", texts[_i].octets, texts[_i].size), ~0U),
	    texts[_i].is_unsafe);
}
END_TEST

START_TEST(what_is_not_of_the_set_is_found_and_stays)
{
	struct cleaning cleaning = look(make_file("Macros/VBA/dir", "x", 1), 0);

	ck_assert_uint_eq(cleaning.found, FOUND);
	ck_assert_int_eq(cleaning.state, CLEANING_UNCHANGED);
}
END_TEST

START_TEST(what_is_no_such_file_is_not_called_clean)
{
	struct cleaning cleaning = look((struct file){strdup("Dear all"), 8}, ~0U);

	ck_assert_uint_eq(cleaning.found, 0);
	ck_assert_int_eq(cleaning.state, CLEANING_IMPOSSIBLE);
}
END_TEST

static struct file make_folders(unsigned depth)
{
	char path[256] = "";

	for (unsigned i = 0; i < depth; i++)
		strcat(path, "a/");
	strcat(path, "s");
	return make_file(path, "x", 1);
}

START_TEST(storages_in_storages_have_a_limit)
{
	ck_assert_int_eq(look(make_folders(LIMIT_OLE_DEPTH), ~0U).state, CLEANING_UNCHANGED);
	ck_assert_int_eq(look(make_folders(LIMIT_OLE_DEPTH + 1), ~0U).state, CLEANING_LIMIT);
}
END_TEST

static struct file make_streams(unsigned count)
{
	GsfOutput *memory = gsf_output_memory_new();
	GsfOutfile *root = gsf_outfile_msole_new(memory);
	char name[16];

	for (unsigned i = 0; i < count; i++) {
		snprintf(name, sizeof(name), "s%u", i);
		end(add(root, name, false, NULL, 0));
	}
	return finish(memory, root);
}

START_TEST(streams_have_a_limit)
{
	ck_assert_int_eq(look(make_streams(LIMIT_OLE_ENTRIES), ~0U).state, CLEANING_UNCHANGED);
	ck_assert_int_eq(look(make_streams(LIMIT_OLE_ENTRIES + 1), ~0U).state, CLEANING_LIMIT);
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

int main(void)
{
	Suite *suite = suite_create("ole_unsafe");
	TCase *all = tcase_create("all");

	ole_unsafe_warm();
	tcase_add_loop_test(all, macros_and_objects_are_found_by_their_place, 0, COUNT(places));
	tcase_add_loop_test(all, macro_sheets_and_conversations_of_workbooks_are_found, 0, COUNT(workbooks));
	tcase_add_loop_test(all, macros_and_objects_of_slides_are_found, 0, COUNT(slides));
	tcase_add_loop_test(all, fields_of_texts_are_found, 0, COUNT(texts));
	tcase_add_test(all, what_is_not_of_the_set_is_found_and_stays);
	tcase_add_test(all, what_is_no_such_file_is_not_called_clean);
	tcase_add_test(all, storages_in_storages_have_a_limit);
	tcase_add_test(all, streams_have_a_limit);
	tcase_set_timeout(all, 60);
	suite_add_tcase(suite, all);
	return run_suite(suite);
}
