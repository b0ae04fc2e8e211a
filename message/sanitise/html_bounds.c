#include "message/sanitise/html_scan.h"

#include "message/sanitise/html_tag.h"
#include "message/sanitise/limits.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#define NAME_SIZE 16

struct open_name {
	char name[NAME_SIZE];
	unsigned count;
};

/* How many elements of which name are open. */
struct depth {
	struct open_name names[LIMIT_HTML_DEPTH];
	size_t name_count;
	unsigned total;
	unsigned tags;
};

/* Such cannot be in each other without something else between, or have no content. */
static bool is_shallow(const char *name)
{
	static const char *const names[] = {"area", "base", "basefont", "bgsound", "body", "br", "col", "dd", "dt",
	    "embed", "head", "hr", "html", "img", "input", "li", "link", "meta", "option", "p", "param", "source",
	    "tbody", "td", "tfoot", "th", "thead", "tr", "track", "wbr"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

static struct open_name *find_name(struct depth *depth, const char *name)
{
	for (size_t i = 0; i < depth->name_count; i++)
		if (strcmp(depth->names[i].name, name) == 0)
			return &depth->names[i];
	return NULL;
}

static void open_element(struct depth *depth, const char *name)
{
	struct open_name *open = find_name(depth, name);

	depth->total++;
	if (open != NULL) {
		open->count++;
	} else if (depth->name_count < LIMIT_HTML_DEPTH) {
		open = &depth->names[depth->name_count++];
		memcpy(open->name, name, NAME_SIZE);
		open->count = 1;
	}
}

static void close_element(struct depth *depth, const char *name)
{
	struct open_name *open = find_name(depth, name);

	if (open != NULL && open->count > 0) {
		open->count--;
		depth->total--;
	}
}

static int pass_tag(struct depth *depth, struct html_tag *tag)
{
	char name[NAME_SIZE];
	struct html_span attribute, value;
	bool is_closed = false;

	html_span_copy(tag->name, name, sizeof(name));
	while (html_tag_next(tag, &attribute, &value))
		continue;
	/* Word's own empty elements end with their paragraph at the latest. */
	is_closed = strchr(name, ':') != NULL && tag->at[-1] == '>' && tag->at[-2] == '/';
	if (is_shallow(name) || is_closed)
		return 0;
	if (tag->is_end)
		close_element(depth, name);
	else
		open_element(depth, name);
	return depth->total > LIMIT_HTML_DEPTH ? -E2BIG : 0;
}

static const char *behind(const char *at, const char *end, const char *mark)
{
	const char *found = memmem(at, (size_t)(end - at), mark, strlen(mark));

	return found != NULL ? found + strlen(mark) : end;
}

/* Tags in comments count as tags, but open and close nothing. */
static unsigned count_starts(const char *at, const char *end)
{
	unsigned count = 0;

	for (; at + 1 < end; at++)
		count += at[0] == '<' && ((at[1] >= 'a' && at[1] <= 'z') || (at[1] >= 'A' && at[1] <= 'Z'));
	return count;
}

static const char *skip_comment(const char *at, const char *end)
{
	at += strlen("<!--");
	if (at < end && *at == '>')
		return at + 1;
	if (end - at >= 2 && memcmp(at, "->", 2) == 0)
		return at + 2;
	return behind(at, end, "-->");
}

int html_scan_bounds(const char *text, size_t length)
{
	struct depth depth = {0};
	const char *end = text + length;
	struct html_tag tag;
	int r = 0;

	if (length > LIMIT_HTML_OCTETS || count_starts(text, end) > LIMIT_HTML_TAGS)
		return -E2BIG;
	for (const char *at = text; r == 0 && (at = memchr(at, '<', (size_t)(end - at))) != NULL;) {
		if (end - at >= 4 && memcmp(at, "<!--", 4) == 0) {
			at = skip_comment(at, end);
		} else if (html_tag_begin(at, end, &tag)) {
			r = pass_tag(&depth, &tag);
			at = tag.at;
		} else {
			at++;
		}
	}
	return r;
}
