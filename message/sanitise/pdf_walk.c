#include "message/sanitise/pdf_walk.h"

#include "message/sanitise/limits.h"
#include "message/sanitise/pdf_name.h"
#include "message/sanitise/pdf_rules.h"
#include "message/sanitise/pdf_trouble.h"
#include "rules/unsafe.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define LONG_ARRAY 1000 /* items */

struct walker {
	qpdf_data pdf;
	struct pdf_walk *walk;	  /* where looking; NULL where stripping */
	unsigned strip;		  /* classes */
	bool is_reachable;	  /* where the walk is now */
	struct number_set judged; /* indirect objects: their classes, and whether they were passed */
	qpdf_oh *stack;		  /* containers still to look into */
	size_t depth, capacity;
	size_t entries;
};

/* Classes are kept in an octet: two are all there are. */
enum { JUDGED_ACTIVE = 1, JUDGED_ATTACHMENTS = 2, PASSED = 4 };

void pdf_walk_clear(struct pdf_walk *walk)
{
	number_set_clear(&walk->values);
	*walk = (struct pdf_walk){0};
}

uint64_t pdf_walk_value(const char *text, size_t length)
{
	uint64_t sum = UINT64_C(0xcbf29ce484222325);
	bool is_gap = false, is_begun = false;

	for (size_t i = 0; i < length; i++) {
		bool is_blank = strchr(" \t\r\n", text[i]) != NULL;
		if (!is_blank) {
			if (is_gap && is_begun)
				sum = (sum ^ ' ') * UINT64_C(0x100000001b3);
			sum = (sum ^ (unsigned char)text[i]) * UINT64_C(0x100000001b3);
			is_begun = true;
		}
		is_gap = is_blank;
	}
	return sum != 0 ? sum : 1;
}

/* ------------------------------------------------------------------ objects passed */

/* Asked once of each value: every question to qpdf has its price. */
static enum qpdf_object_type_e type_of(qpdf_data pdf, qpdf_oh object)
{
	return qpdf_oh_get_type_code(pdf, object);
}

static bool is_container(enum qpdf_object_type_e type)
{
	return type == ot_dictionary || type == ot_array || type == ot_stream;
}

/* 0 for a direct object. */
static uint64_t number_of(qpdf_data pdf, qpdf_oh object)
{
	if (!qpdf_oh_is_indirect(pdf, object))
		return 0;
	return (uint64_t)(unsigned)qpdf_oh_get_object_id(pdf, object) << 20 |
	       ((unsigned)qpdf_oh_get_generation(pdf, object) & 0xfffffU);
}

static int mark(struct walker *walker, uint64_t number, uint8_t bits)
{
	const uint8_t *old = number_set_find(&walker->judged, number);

	if (old == NULL && walker->judged.count >= LIMIT_PDF_OBJECTS)
		return -EFBIG;
	return number_set_add(&walker->judged, number, (uint8_t)(bits | (old != NULL ? *old : 0)));
}

/* Takes the handle. */
static int push(struct walker *walker, qpdf_oh object)
{
	uint64_t number = number_of(walker->pdf, object);
	const uint8_t *judged = number != 0 ? number_set_find(&walker->judged, number) : NULL;

	if (judged != NULL && (*judged & PASSED) != 0) {
		qpdf_oh_release(walker->pdf, object);
		return 0;
	}
	int r = number != 0 ? mark(walker, number, PASSED) : 0;
	if (r < 0)
		return r;
	if (walker->depth == walker->capacity) {
		size_t capacity = walker->capacity == 0 ? 1024 : walker->capacity * 2;
		qpdf_oh *stack = reallocarray(walker->stack, capacity, sizeof(*stack));
		if (stack == NULL)
			return -ENOMEM;
		walker->stack = stack;
		walker->capacity = capacity;
	}
	walker->stack[walker->depth++] = object;
	return 0;
}

static unsigned classes_of(uint8_t judged)
{
	return ((judged & JUDGED_ACTIVE) != 0 ? UNSAFE_BIT(UNSAFE_PDF_ACTIVE) : 0) |
	       ((judged & JUDGED_ATTACHMENTS) != 0 ? UNSAFE_BIT(UNSAFE_PDF_ATTACHMENTS) : 0);
}

static uint8_t judged_as(unsigned classes)
{
	return (uint8_t)(((classes & UNSAFE_BIT(UNSAFE_PDF_ACTIVE)) != 0 ? JUDGED_ACTIVE : 0) |
			 ((classes & UNSAFE_BIT(UNSAFE_PDF_ATTACHMENTS)) != 0 ? JUDGED_ATTACHMENTS : 0));
}

/* An indirect object is judged once, however many point to it. */
static int judge(struct walker *walker, qpdf_oh object, enum qpdf_object_type_e type, unsigned *ret_classes)
{
	if (type != ot_dictionary && type != ot_stream) {
		*ret_classes = 0;
		return 0;
	}
	uint64_t number = number_of(walker->pdf, object);
	const uint8_t *judged = number != 0 ? number_set_find(&walker->judged, number) : NULL;
	if (judged != NULL) {
		*ret_classes = classes_of(*judged);
		return 0;
	}
	unsigned classes = pdf_rules_object(walker->pdf, object, type == ot_stream);
	int r = number != 0 ? mark(walker, number, judged_as(classes)) : 0;
	if (r == 0)
		*ret_classes = classes;
	return r;
}

/* ------------------------------------------------------------------ facts */

static void note_name(struct walker *walker, const char *name)
{
	walker->walk->names |= pdf_name_bit(name + 1, strlen(name + 1));
}

static int note_value(struct walker *walker, qpdf_oh value)
{
	const char *text = NULL;

	if (qpdf_oh_is_string(walker->pdf, value))
		text = qpdf_oh_get_utf8_value(walker->pdf, value);
	else if (qpdf_oh_is_name(walker->pdf, value))
		text = qpdf_oh_get_name(walker->pdf, value) + 1;
	if (text == NULL)
		return 0;
	uint64_t number = pdf_walk_value(text, strlen(text));
	walker->walk->facts.values += number;
	return number_set_add(&walker->walk->values, number, 0);
}

static int note_values(struct walker *walker, qpdf_oh value)
{
	int count = qpdf_oh_is_array(walker->pdf, value) ? qpdf_oh_get_array_n_items(walker->pdf, value) : 0;
	int r = note_value(walker, value);

	for (int i = 0; i < count && r == 0; i++) {
		qpdf_oh item = qpdf_oh_get_array_item(walker->pdf, value, i);
		r = note_value(walker, item);
		qpdf_oh_release(walker->pdf, item);
	}
	return r;
}

/* Rights that a form's maker gave, and nothing else. */
static bool is_usage_only(qpdf_data pdf, qpdf_oh permissions)
{
	bool is_usage = true;

	if (!qpdf_oh_is_dictionary(pdf, permissions))
		return false;
	qpdf_oh_begin_dict_key_iter(pdf, permissions);
	while (qpdf_oh_dict_more_keys(pdf)) {
		const char *key = qpdf_oh_dict_next_key(pdf);
		is_usage &= strcmp(key, "/UR") == 0 || strcmp(key, "/UR3") == 0;
	}
	return is_usage;
}

static void note_type(struct pdf_facts *facts, const char *key, const char *name)
{
	if (strcmp(key, "/Type") == 0) {
		facts->pages += strcmp(name, "/Page") == 0;
		facts->is_signed |= strcmp(name, "/Sig") == 0 || strcmp(name, "/DocTimeStamp") == 0;
	} else if (strcmp(key, "/Subtype") == 0) {
		facts->widgets += strcmp(name, "/Widget") == 0;
	}
}

static int note_entry(struct walker *walker, const char *key, qpdf_oh value, enum qpdf_object_type_e type)
{
	struct pdf_facts *facts = &walker->walk->facts;

	note_name(walker, key);
	if (type == ot_name) {
		const char *name = qpdf_oh_get_name(walker->pdf, value);
		note_name(walker, name);
		if (walker->is_reachable)
			note_type(facts, key, name);
	}
	if (!walker->is_reachable)
		return 0;
	facts->fields += strcmp(key, "/FT") == 0;
	facts->has_xfa |= strcmp(key, "/XFA") == 0;
	facts->is_signed |= strcmp(key, "/ByteRange") == 0 || strcmp(key, "/DocMDP") == 0;
	return strcmp(key, "/V") == 0 ? note_values(walker, value) : 0;
}

/* ------------------------------------------------------------------ containers */

/* Takes the handle. `owner` and `key` are those of the entry. */
static int pass_entry(struct walker *walker, qpdf_oh owner, bool is_stream, const char *key, qpdf_oh value)
{
	enum qpdf_object_type_e type = type_of(walker->pdf, value);
	unsigned classes = 0;
	int r = judge(walker, value, type, &classes);

	if (r == 0 && walker->walk != NULL)
		r = note_entry(walker, key, value, type);
	if (r < 0)
		return r;
	classes |= pdf_rules_entry(walker->pdf, is_stream, key, value);
	bool is_usage = strcmp(key, "/Perms") == 0 && is_usage_only(walker->pdf, value);
	if (walker->walk != NULL) {
		walker->walk->found |= classes;
		walker->walk->facts.has_usage_rights |= is_usage;
	}
	if ((classes & walker->strip) != 0 || (is_usage && walker->strip != 0))
		qpdf_oh_remove_key(walker->pdf, owner, key);
	else if (is_container(type) && !is_usage)
		return push(walker, value);
	qpdf_oh_release(walker->pdf, value);
	return 0;
}

/* The keys of a dictionary, each with its NUL; qpdf lists one at a time only. */
static int list_keys(struct walker *walker, qpdf_oh dictionary, char **ret_keys, size_t *ret_size)
{
	char *keys = NULL;
	size_t size = 0, capacity = 0;

	qpdf_oh_begin_dict_key_iter(walker->pdf, dictionary);
	while (qpdf_oh_dict_more_keys(walker->pdf)) {
		const char *key = qpdf_oh_dict_next_key(walker->pdf);
		size_t length = strlen(key) + 1;
		if (size + length > capacity) {
			char *larger = realloc(keys, (size + length) * 2);
			if (larger == NULL) {
				free(keys);
				return -ENOMEM;
			}
			keys = larger;
			capacity = (size + length) * 2;
		}
		memcpy(keys + size, key, length);
		size += length;
	}
	*ret_keys = keys;
	*ret_size = size;
	return 0;
}

static int pass_dictionary(struct walker *walker, qpdf_oh dictionary, bool is_stream)
{
	char *keys = NULL;
	size_t size = 0;
	int r = list_keys(walker, dictionary, &keys, &size);

	for (size_t at = 0; at < size && r == 0; at += strlen(keys + at) + 1) {
		if (++walker->entries > LIMIT_PDF_ENTRIES)
			r = -EFBIG;
		/* How the file is encrypted is nothing that readers show. */
		else if (strcmp(keys + at, "/Encrypt") != 0)
			r = pass_entry(walker, dictionary, is_stream, keys + at,
			    qpdf_oh_get_key(walker->pdf, dictionary, keys + at));
	}
	free(keys);
	return r;
}

/* An annotation goes without leaving a hole, but from the longest arrays, where that would take for ever. */
static void take_out(struct walker *walker, qpdf_oh array, int at, qpdf_oh item, bool is_long)
{
	if (!is_long && pdf_rules_is_annotation(walker->pdf, item)) {
		qpdf_oh_erase_item(walker->pdf, array, at);
		return;
	}
	qpdf_oh none = qpdf_oh_new_null(walker->pdf);
	qpdf_oh_set_array_item(walker->pdf, array, at, none);
	qpdf_oh_release(walker->pdf, none);
}

/* Takes the handle. */
static int pass_item(struct walker *walker, qpdf_oh array, int at, qpdf_oh item, bool is_long)
{
	enum qpdf_object_type_e type = type_of(walker->pdf, item);
	unsigned classes = 0;
	int r = judge(walker, item, type, &classes);

	if (r < 0)
		return r;
	if (walker->walk != NULL) {
		walker->walk->found |= classes;
		if (type == ot_name)
			note_name(walker, qpdf_oh_get_name(walker->pdf, item));
	}
	if ((classes & walker->strip) != 0)
		take_out(walker, array, at, item, is_long);
	else if (is_container(type))
		return push(walker, item);
	qpdf_oh_release(walker->pdf, item);
	return 0;
}

/* From its end, because what is behind an item moves when it is taken out. */
static int pass_array(struct walker *walker, qpdf_oh array)
{
	int count = qpdf_oh_get_array_n_items(walker->pdf, array), r = 0;

	for (int i = count - 1; i >= 0 && r == 0; i--) {
		if (++walker->entries > LIMIT_PDF_ENTRIES)
			return -EFBIG;
		r = pass_item(walker, array, i, qpdf_oh_get_array_item(walker->pdf, array, i), count > LONG_ARRAY);
	}
	return r;
}

static int pass(struct walker *walker, qpdf_oh object)
{
	enum qpdf_object_type_e type = type_of(walker->pdf, object);

	if (type == ot_array)
		return pass_array(walker, object);
	if (type == ot_dictionary)
		return pass_dictionary(walker, object, false);
	if (type != ot_stream)
		return 0;
	qpdf_oh dictionary = qpdf_oh_get_dict(walker->pdf, object);
	int r = pass_dictionary(walker, dictionary, true);
	qpdf_oh_release(walker->pdf, dictionary);
	return r;
}

/* Takes the handle. */
static int walk_from(struct walker *walker, qpdf_oh object)
{
	int r = push(walker, object);

	while (r == 0 && walker->depth > 0) {
		qpdf_oh next = walker->stack[--walker->depth];
		r = pass(walker, next);
		qpdf_oh_release(walker->pdf, next);
		int error = pdf_trouble_error(walker->pdf);
		if (r == 0 && error < 0)
			r = error == -EACCES ? -EBADMSG : error;
	}
	return r;
}

/* ------------------------------------------------------------------ from where */

/* Objects that the tables list, but nothing points to. */
static int walk_rest(struct walker *walker, qpdf_oh trailer)
{
	qpdf_oh size = qpdf_oh_get_key(walker->pdf, trailer, "/Size");
	long long count = qpdf_oh_is_integer(walker->pdf, size) ? qpdf_oh_get_int_value(walker->pdf, size) : 0;
	int r = count > LIMIT_PDF_OBJECTS + 1 ? -EFBIG : 0;

	qpdf_oh_release(walker->pdf, size);
	walker->is_reachable = false;
	for (int id = 1; id < count && r == 0; id++) {
		qpdf_oh object = qpdf_get_object_by_id(walker->pdf, id, 0);
		enum qpdf_object_type_e type = type_of(walker->pdf, object);
		unsigned classes = 0;
		r = judge(walker, object, type, &classes);
		walker->walk->found |= classes;
		if (r == 0 && is_container(type))
			r = walk_from(walker, object);
		else
			qpdf_oh_release(walker->pdf, object);
	}
	return r;
}

static void finish(struct walker *walker)
{
	qpdf_oh_release_all(walker->pdf);
	number_set_clear(&walker->judged);
	free(walker->stack);
}

int pdf_walk_look(qpdf_data pdf, struct pdf_walk *ret_walk)
{
	struct pdf_walk walk = {0};
	struct walker walker = {.pdf = pdf, .walk = &walk, .is_reachable = true};
	qpdf_oh trailer = qpdf_get_trailer(pdf);
	int r = walk_from(&walker, qpdf_oh_new_object(pdf, trailer));

	if (r == 0)
		r = walk_rest(&walker, trailer);
	finish(&walker);
	if (r < 0)
		pdf_walk_clear(&walk);
	else
		*ret_walk = walk;
	return r;
}

int pdf_walk_strip(qpdf_data pdf, unsigned classes)
{
	struct walker walker = {.pdf = pdf, .strip = classes, .is_reachable = true};
	int r = walk_from(&walker, qpdf_get_trailer(pdf));

	finish(&walker);
	return r;
}
