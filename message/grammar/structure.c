#include "message/grammar/structure.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

void structure_init(struct structure *structure)
{
	memset(structure, 0, sizeof(*structure));
	boundary_set_init(&structure->boundaries);
	structure->stray = SIZE_MAX;
}

void structure_clear(struct structure *structure)
{
	boundary_set_clear(&structure->boundaries);
}

int structure_open(struct structure *structure, size_t part, const char *boundary, size_t header, size_t body,
    struct grammar_fault *fault)
{
	const struct boundary *added = NULL;

	if (structure->depth == LIMIT_DEPTH)
		return -E2BIG;
	if (boundary[0] != '\0') {
		int r = boundary_set_add(&structure->boundaries, boundary, body, &added);
		if (r == -EEXIST)
			return grammar_fault_set(fault, RULE_BOUNDARY_CLASH, header);
		if (r < 0)
			return r;
		structure->last_declared = body;
	}
	structure->containers[structure->depth++] = (struct structure_container){part, added};
	return 0;
}

struct structure_container *structure_expected(struct structure *structure)
{
	for (size_t i = structure->depth; i > 0; i--)
		if (structure->containers[i - 1].boundary != NULL)
			return &structure->containers[i - 1];
	return NULL;
}

/* What stands behind the "--" that a line begins with, behind blanks or not; NULL for other lines. */
static const char *behind_dashes(const char *text, const char *end)
{
	while (text < end && (*text == ' ' || *text == '\t'))
		text++;
	return end - text >= 2 && text[0] == '-' && text[1] == '-' ? text + 2 : NULL;
}

/* The boundary that a line begins with like its delimiter. Where there is none yet, the line is remembered. */
static const struct boundary *find_boundary(struct structure *structure, const struct line *line)
{
	const char *end = line->text + line->length;
	const char *behind = behind_dashes(line->text, end);

	if (behind == NULL)
		return NULL;
	const struct boundary *found = boundary_set_find(&structure->boundaries, behind, (size_t)(end - behind));
	if (found == NULL && line->offset < structure->stray)
		structure->stray = line->offset;
	return found;
}

/* Exactly the delimiter or the close delimiter of the boundary. */
static enum structure_line read_exactly(const struct line *line, const struct boundary *boundary)
{
	size_t length = boundary->length + 2;

	if (line->length < length || line->text[0] != '-' || memcmp(line->text + 2, boundary->text, length - 2) != 0)
		return STRUCTURE_TEXT;
	if (line->length == length)
		return STRUCTURE_DELIMITER;
	return line->length == length + 2 && memcmp(line->text + length, "--", 2) == 0 ? STRUCTURE_CLOSE
										       : STRUCTURE_TEXT;
}

static bool is_open(const struct structure *structure, const struct boundary *boundary)
{
	for (size_t i = 0; i < structure->depth; i++)
		if (structure->containers[i].boundary == boundary)
			return true;
	return false;
}

int structure_line(
    struct structure *structure, const struct line *line, struct grammar_fault *fault, enum structure_line *ret_line)
{
	const struct structure_container *expected = structure_expected(structure);
	const struct boundary *found = find_boundary(structure, line);
	enum structure_line kind = found != NULL ? read_exactly(line, found) : STRUCTURE_TEXT;

	if (found != NULL && (kind == STRUCTURE_TEXT || !is_open(structure, found)))
		return grammar_fault_set(fault, RULE_DELIMITER, line->offset);
	/* That of a multipart further out. */
	if (found != NULL && found != expected->boundary)
		return grammar_fault_set(fault, RULE_DELIMITER_CLOSE, line->offset);
	*ret_line = kind;
	return 0;
}

bool structure_is_delimiter(void *context, const struct line *line)
{
	return find_boundary(context, line) != NULL;
}

int structure_check_strays(const struct structure *structure, const char *message, struct grammar_fault *fault)
{
	const char *end = message + structure->last_declared;

	if (structure->stray >= structure->last_declared)
		return 0;
	for (const char *at = message + structure->stray, *feed; at < end; at = feed + 1) {
		feed = memchr(at, '\n', (size_t)(end - at)); /* a header ends with a line end */
		if (feed == NULL)
			break;
		const char *behind = behind_dashes(at, feed);
		if (behind == NULL)
			continue;
		const struct boundary *found =
		    boundary_set_find(&structure->boundaries, behind, (size_t)(feed - behind));
		size_t offset = (size_t)(at - message);
		if (found != NULL && offset < found->declared)
			return grammar_fault_set(fault, RULE_DELIMITER, offset);
	}
	return 0;
}
