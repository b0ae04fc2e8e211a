#include "message/sanitise/html_tree.h"

#include "message/sanitise/limits.h"

#include <errno.h>
#include <setjmp.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define CHUNK_OCTETS (256U << 10)

struct html_chunk {
	struct html_chunk *next;
	size_t size, used; /* of `memory` */
	alignas(max_align_t) char memory[];
};

struct heap {
	struct html_chunk *chunks;
	size_t total;
	int error;
	jmp_buf way_out;
};

static void free_chunks(struct html_chunk *chunk)
{
	while (chunk != NULL) {
		struct html_chunk *next = chunk->next;
		free(chunk);
		chunk = next;
	}
}

static _Noreturn void give_up(struct heap *heap, int error)
{
	heap->error = error;
	longjmp(heap->way_out, 1);
}

static struct html_chunk *add_chunk(struct heap *heap, size_t least)
{
	size_t size = least > CHUNK_OCTETS ? least : CHUNK_OCTETS;

	if (size > LIMIT_HTML_MEMORY - heap->total)
		give_up(heap, -E2BIG);
	struct html_chunk *chunk = malloc(sizeof(*chunk) + size);
	if (chunk == NULL)
		give_up(heap, -ENOMEM);
	*chunk = (struct html_chunk){.next = heap->chunks, .size = size};
	heap->chunks = chunk;
	heap->total += size;
	return chunk;
}

static void *take(void *userdata, size_t size)
{
	struct heap *heap = userdata;
	struct html_chunk *chunk = heap->chunks;

	if (size > LIMIT_HTML_MEMORY)
		give_up(heap, -E2BIG);
	size = (size + alignof(max_align_t) - 1) / alignof(max_align_t) * alignof(max_align_t);
	if (chunk == NULL || size > chunk->size - chunk->used)
		chunk = add_chunk(heap, size);
	void *memory = chunk->memory + chunk->used;
	chunk->used += size;
	return memory;
}

/* It all goes at once. */
static void give_back(void *userdata, void *memory)
{
	(void)userdata;
	(void)memory;
}

/* gumbo holds nothing but this memory: it may be left in the middle. The heap is the caller's, so that it is whole
 * then. */
static const GumboOutput *parse(struct heap *heap, const char *text, size_t length)
{
	GumboOptions options = kGumboDefaultOptions;

	options.allocator = take;
	options.deallocator = give_back;
	options.userdata = heap;
	options.max_errors = 0;
	if (setjmp(heap->way_out) != 0)
		return NULL;
	return gumbo_parse_with_options(&options, text, length);
}

int html_tree_parse(const char *text, size_t length, struct html_tree *ret_tree)
{
	struct heap heap = {0};
	const GumboOutput *output = parse(&heap, text, length);

	if (output == NULL) {
		free_chunks(heap.chunks);
		return heap.error;
	}
	*ret_tree = (struct html_tree){.root = output->root,
	    .has_quirks = output->document->v.document.doc_type_quirks_mode == GUMBO_DOCTYPE_QUIRKS,
	    .chunks = heap.chunks};
	return 0;
}

void html_tree_clear(struct html_tree *tree)
{
	free_chunks(tree->chunks);
	*tree = (struct html_tree){0};
}

bool html_tree_is_element(const GumboNode *node)
{
	return node->type == GUMBO_NODE_ELEMENT || node->type == GUMBO_NODE_TEMPLATE;
}

bool html_tree_is_text(const GumboNode *node)
{
	return node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE || node->type == GUMBO_NODE_CDATA;
}

void html_tree_name(const GumboElement *element, char name[static HTML_NAME_SIZE])
{
	GumboStringPiece piece = element->original_tag;
	const char *known = gumbo_normalized_tagname(element->tag);
	size_t length = 0;

	if (element->tag != GUMBO_TAG_UNKNOWN)
		piece = (GumboStringPiece){.data = known, .length = strlen(known)};
	else if (piece.data != NULL)
		gumbo_tag_from_original_text(&piece);
	for (; piece.data != NULL && length < piece.length && length < HTML_NAME_SIZE - 1; length++) {
		char octet = piece.data[length];
		name[length] = octet >= 'A' && octet <= 'Z' ? (char)(octet - 'A' + 'a') : octet;
	}
	name[length] = '\0';
}

enum html_role html_tree_role(const GumboElement *element)
{
	char name[HTML_NAME_SIZE];
	enum html_role role;

	html_tree_name(element, name);
	role = html_role(name);
	return element->tag_namespace == GUMBO_NAMESPACE_HTML || role == HTML_SILENT ? role : HTML_DROPPED;
}

const char *html_tree_value(const GumboElement *element, const char *attribute)
{
	const GumboAttribute *found = gumbo_get_attribute(&element->attributes, attribute);

	return found != NULL ? found->value : "";
}

static void append_bracketed(const char *value, struct text *text)
{
	if (value[strspn(value, " \t\r\n\f")] == '\0')
		return;
	text_append_octet(text, '[');
	text_append(text, value, strlen(value));
	text_append_octet(text, ']');
}

static bool is_one_of(const char *word, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcasecmp(word, words[i]) == 0)
			return true;
	return false;
}

/* A box that is ticked, and what was written into a line. */
static void append_input(const GumboElement *element, struct text *text)
{
	static const char *const boxes[] = {"checkbox", "radio"};
	static const char *const unseen[] = {"hidden", "password", "file"};
	const char *type = html_tree_value(element, "type");

	if (is_one_of(type, boxes, 2))
		append_bracketed(gumbo_get_attribute(&element->attributes, "checked") != NULL ? "x" : "_", text);
	else if (strcasecmp(type, "image") == 0)
		append_bracketed(html_tree_value(element, "alt"), text);
	else if (!is_one_of(type, unseen, 3))
		append_bracketed(html_tree_value(element, "value"), text);
}

void html_tree_stand_in(const GumboElement *element, struct text *text)
{
	if (html_tree_role(element) == HTML_IMAGE)
		append_bracketed(html_tree_value(element, "alt"), text);
	else if (html_tree_role(element) == HTML_INPUT)
		append_input(element, text);
}

static int append_node(const GumboNode *node, unsigned depth, struct text *text)
{
	int r = 0;

	if (depth > LIMIT_HTML_DEPTH)
		return -E2BIG;
	if (html_tree_is_text(node))
		text_append(text, node->v.text.text, strlen(node->v.text.text));
	if (!html_tree_is_element(node) || html_tree_role(&node->v.element) == HTML_SILENT)
		return text->error;
	html_tree_stand_in(&node->v.element, text);
	for (unsigned i = 0; r == 0 && i < node->v.element.children.length; i++)
		r = append_node(node->v.element.children.data[i], depth + 1, text);
	return r < 0 ? r : text->error;
}

int html_tree_text(const GumboNode *node, struct text *text)
{
	return append_node(node, 0, text);
}
