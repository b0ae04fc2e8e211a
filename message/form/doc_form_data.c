#include "message/form/doc_form_data.h"

#include "message/form/symbol.h"

#define HEADER_SIZE   68U /* NilPICFAndBinData before its binData */
#define DATA_VERSION  0xffffffffU
#define STATE_UNKNOWN 25U
#define LIST_EXTENDED 0xffffU
#define ENTRIES_MOST  200U
#define LENGTH_MOST   255U

enum { TYPE_TEXT, TYPE_DROP_DOWN = 2 };
enum { TEXT_IS_DATE = 2 };

struct cursor {
	const struct doc_stream *data;
	size_t at, end;
	bool is_broken;
};

static unsigned take16(struct cursor *cursor)
{
	if (cursor->is_broken || cursor->end - cursor->at < 2) {
		cursor->is_broken = true;
		return 0;
	}
	cursor->at += 2;
	return doc_get16(cursor->data, cursor->at - 2);
}

/* A length, characters, and of a string that is ended so a NUL. */
static void take_string(struct cursor *cursor, bool is_ended, struct text *ret_text)
{
	unsigned length = take16(cursor);
	char octets[SYMBOL_OCTETS];

	if (length > LENGTH_MOST)
		cursor->is_broken = true;
	for (unsigned i = 0; i < length && !cursor->is_broken; i++)
		text_append(ret_text, octets, symbol_encode(take16(cursor), octets));
	if (is_ended)
		take16(cursor);
}

/* A string table ([MS-DOC] 2.2.4) without data beside its strings. */
static void take_entries(struct cursor *cursor, struct legacy_field *field)
{
	unsigned extended = take16(cursor), count = take16(cursor), extra = take16(cursor);

	if (extended != LIST_EXTENDED || count > ENTRIES_MOST || extra != 0)
		cursor->is_broken = true;
	for (unsigned i = 0; i < count && !cursor->is_broken; i++) {
		take_string(cursor, false, &field->entries);
		text_append_octet(&field->entries, '\0');
	}
}

static void set_state(struct legacy_field *field, unsigned state, unsigned by_default)
{
	field->chosen_by_default = by_default;
	field->is_checked_by_default = by_default == 1;
	field->has_state = state != STATE_UNKNOWN;
	field->chosen = state;
	field->is_checked = state == 1;
}

bool doc_form_data_read(const struct doc_stream *data, size_t at, struct legacy_field *field)
{
	uint32_t size = doc_get32(data, at);
	struct text ignored = {0};

	if (size < HEADER_SIZE + 10 || !doc_stream_has(data, at, size) || doc_get16(data, at + 4) != HEADER_SIZE ||
	    doc_get32(data, at + HEADER_SIZE) != DATA_VERSION)
		return false;
	struct cursor cursor = {data, at + HEADER_SIZE + 4, at + size, false};
	unsigned bits = take16(&cursor), type = bits & 3;
	/* The longest answer, and the size of a check box. */
	take16(&cursor);
	take16(&cursor);
	take_string(&cursor, true, &field->name);
	if (type == TYPE_TEXT) {
		take_string(&cursor, true, &field->prompt);
		field->kind = (bits >> 11 & 7) == TEXT_IS_DATE ? FIELD_DATE : FIELD_TEXT;
	} else {
		set_state(field, bits >> 2 & 0x1f, take16(&cursor));
	}
	take_string(&cursor, true, &ignored); /* how to format it */
	take_string(&cursor, true, &ignored); /* help for F1 */
	take_string(&cursor, true, &field->help);
	take_string(&cursor, true, &ignored); /* macros, at entry and exit */
	take_string(&cursor, true, &ignored);
	if (type == TYPE_DROP_DOWN)
		take_entries(&cursor, field);
	text_clear(&ignored);
	return !cursor.is_broken;
}
