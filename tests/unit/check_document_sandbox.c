/* document_reader: inside the sandbox, without files, every document of the corpus says what it says outside. */
#include "message/form/document_reader.h"
#include "message/sandbox.h"
#include "tests/support/document_dump.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define MEMORY_MB   512
#define CPU_SECONDS 10
#define PATHS_MOST  600

static char *paths[PATHS_MOST];
static int path_count;

/* The kinds of documents, each in a folder. */
static const char *const folders[] = {"blank", "filled", "unreadable", "trap", "other"};

static int is_document(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static void find_documents(void)
{
	const char *top = getenv("top_srcdir") != NULL ? getenv("top_srcdir") : ".";

	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		char folder[4096];
		struct dirent **entries = NULL;
		snprintf(folder, sizeof(folder), "%s/tests/documents/%s", top, folders[i]);
		int count = scandir(folder, &entries, is_document, alphasort);
		for (int k = 0; k < count; k++) {
			if (path_count < PATHS_MOST &&
			    asprintf(&paths[path_count], "%s/%s", folder, entries[k]->d_name) > 0)
				path_count++;
			free(entries[k]);
		}
		free(entries);
	}
}

static const void *map_file(const char *path, size_t *ret_size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat status;

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(fstat(fd, &status), 0);
	*ret_size = (size_t)status.st_size;
	void *octets = *ret_size > 0 ? mmap(NULL, *ret_size, PROT_READ, MAP_PRIVATE, fd, 0) : "";
	ck_assert_ptr_ne(octets, MAP_FAILED);
	close(fd);
	return octets;
}

/* What the document says, as text; "" for our own fault. */
static char *read_document(const void *octets, size_t size)
{
	struct document document;
	char *text = NULL;
	size_t length = 0;
	FILE *stream = open_memstream(&text, &length);

	if (document_read(octets, size, &document) == 0) {
		document_dump(&document, stream);
		document_clear(&document);
	}
	fclose(stream);
	return text;
}

static _Noreturn void run_confined(const void *octets, size_t size, int fd)
{
	const struct sandbox_limits limits = {.memory_mb = MEMORY_MB, .cpu_seconds = CPU_SECONDS};
	struct sandbox *sandbox = NULL;
	unsigned gaps = 0;
	int status = 0;

	if (sandbox_new(SYSCALL_FILTER_TEMPLATE, &limits, &sandbox) != 0 || sandbox_enter(sandbox, &gaps) != 0 ||
	    gaps != 0)
		_exit(200);
	pid_t child = fork();
	if (child == 0) {
		if (sandbox_enter_child(sandbox) != 0)
			_exit(201);
		char *text = read_document(octets, size);
		size_t length = strlen(text);
		_exit(write(fd, text, length) == (ssize_t)length ? 0 : 202);
	}
	if (waitpid(child, &status, 0) != child)
		_exit(203);
	_exit(WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status));
}

/* The same, as a child of the template reads it. */
static char *read_confined(const char *path, const void *octets, size_t size)
{
	static char text[4U << 20];
	int fd = memfd_create("text", MFD_CLOEXEC), status = 0;

	ck_assert_int_ge(fd, 0);
	pid_t pid = fork();
	if (pid == 0)
		run_confined(octets, size, fd);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 0, "%s: status %d", path,
	    WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status));
	ssize_t got = pread(fd, text, sizeof(text) - 1, 0);
	ck_assert_int_ge(got, 0);
	text[got] = '\0';
	close(fd);
	return text;
}

START_TEST(a_document_says_the_same_inside_as_outside)
{
	size_t size = 0;
	const void *octets = map_file(paths[_i], &size);

	/* Inside first: nothing of this very document has been loaded by then. */
	char *inside = strdup(read_confined(paths[_i], octets, size));
	char *outside = read_document(octets, size);
	ck_assert_str_ne(outside, "");
	ck_assert_msg(strcmp(inside, outside) == 0, "%s: inside: %.300s\noutside: %.300s", paths[_i], inside, outside);
	free(inside);
	free(outside);
}
END_TEST

START_TEST(there_are_documents_of_every_kind)
{
	ck_assert_int_gt(path_count, 60);
	ck_assert_int_lt(path_count, PATHS_MOST);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("document_sandbox");
	TCase *all = tcase_create("corpus");

	find_documents();
	if (document_warm() < 0)
		return 1;
	tcase_add_test(all, there_are_documents_of_every_kind);
	tcase_add_loop_test(all, a_document_says_the_same_inside_as_outside, 0, path_count);
	tcase_set_timeout(all, 60);
	suite_add_tcase(suite, all);
	return run_suite(suite);
}
