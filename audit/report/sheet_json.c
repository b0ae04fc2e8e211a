#include "audit/report/sheet_json.h"

static json_t *shown_json(const struct shown *shown)
{
	char text[BAND_TEXT_SIZE];

	if (shown->how == SHOWING_EXACT)
		return json_integer((json_int_t)shown->number);
	return json_string(band_text(shown, text));
}

static json_t *headlines_json(const struct sheet *sheet)
{
	json_t *object = json_object();

	for (size_t i = 0; i < sheet->headline_count; i++)
		json_object_set_new(object, sheet->headlines[i].id, json_string(sheet->headlines[i].text));
	return object;
}

static json_t *breakdown_json(const struct breakdown *breakdown)
{
	json_t *rows = json_array();

	for (size_t i = 0; breakdown->is_whole && i < breakdown->count; i++)
		json_array_append_new(rows, json_pack("{s:s, s:o}", "name", breakdown->rows[i].name, "number",
						shown_json(&breakdown->rows[i].number)));
	return json_pack("{s:o, s:b, s:o}", "total", breakdown->is_sum ? shown_json(&breakdown->total) : json_null(),
	    "broken_down", breakdown->is_whole, "rows", rows);
}

static json_t *breakdowns_json(const struct sheet *sheet)
{
	json_t *object = json_object();

	for (size_t i = 0; i < sheet->breakdown_count; i++)
		json_object_set_new(object, sheet->breakdowns[i].id, breakdown_json(&sheet->breakdowns[i]));
	return object;
}

static json_t *table_json(const struct sheet_table *table)
{
	json_t *rows = json_array();

	for (size_t row = 0; row < table->row_count; row++) {
		json_t *object = json_object();
		for (size_t i = 0; i < table->column_count; i++)
			json_object_set_new(
			    object, table->columns[i], json_string(table->cells[row * table->column_count + i]));
		json_array_append_new(rows, object);
	}
	return rows;
}

json_t *sheet_json(const struct sheet *sheet)
{
	json_t *notes = json_array();

	for (size_t i = 0; i < sheet->note_count; i++)
		json_array_append_new(notes, json_string(sheet->notes[i]));
	return json_pack("{s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o}", "period", sheet->period, "made", sheet->made,
	    "headlines", headlines_json(sheet), "breakdowns", breakdowns_json(sheet), "gateways",
	    table_json(&sheet->gateways), "events", table_json(&sheet->events), "ledgers", table_json(&sheet->ledgers),
	    "notes", notes);
}
